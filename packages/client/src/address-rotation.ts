import { type LookupAddress, type LookupOptions, lookup as resolveName } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Resolve = (
  name: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Looks names up anew for every dial and gives all their addresses, each time beginning with the next one, the first
 * time with any: clients of one name spread over its servers, and one that turns a client away is not asked for ever.
 */
export class AddressRotation {
  private readonly resolve: Resolve;
  private readonly random: () => number;
  private readonly turns = new Map<string, number>();

  /** `random` gives numbers in [0, 1). */
  constructor(random: () => number, resolve: Resolve = resolveName) {
    this.random = random;
    this.resolve = resolve;
  }

  /** For `net.connect`, which tries the addresses one after the other. */
  readonly lookup: LookupFunction = (name, options, callback) => {
    this.resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error !== null || addresses.length === 0) {
        callback(error ?? new Error(`${name} has no address`), '');
        return;
      }
      const turn = this.turns.get(name) ?? Math.floor(this.random() * addresses.length);
      this.turns.set(name, turn + 1);
      const first = turn % addresses.length;
      const rotated = [...addresses.slice(first), ...addresses.slice(0, first)];
      if (options.all === true) callback(null, rotated);
      else callback(null, (rotated[0] as LookupAddress).address, (rotated[0] as LookupAddress).family);
    });
  };
}
