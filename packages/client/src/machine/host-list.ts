/** Where a server listens. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 3_000;

/**
 * The servers of a connect string in an order of this client's own, and how long to wait before the next
 * dial: in the first round not at all, in later ones before each dial, twice as long per round.
 */
export class HostList {
  private readonly hosts: readonly Endpoint[];
  private readonly random: () => number;
  private next = 0;
  private asked = 0;
  private failures = 0;

  /** `random` gives numbers in [0, 1). */
  constructor(hosts: readonly Endpoint[], random: () => number) {
    if (hosts.length === 0) throw new RangeError('a connect string needs at least one server');
    const shuffled = [...hosts];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [shuffled[i], shuffled[j]] = [shuffled[j] as Endpoint, shuffled[i] as Endpoint];
    }
    this.hosts = shuffled;
    this.random = random;
  }

  get size(): number {
    return this.hosts.length;
  }

  /** The servers in turn, without changing which one is dialled next. */
  other(): Endpoint {
    this.asked = (this.asked + 1) % this.hosts.length;
    return this.hosts[this.asked] as Endpoint;
  }

  /** Makes a server of the list the next one. */
  prefer(server: Endpoint): void {
    const at = this.hosts.indexOf(server);
    if (at >= 0) this.next = at;
  }

  /** The server to dial now; the one after it is next. */
  take(): Endpoint {
    const host = this.hosts[this.next] as Endpoint;
    this.next = (this.next + 1) % this.hosts.length;
    return host;
  }

  /**
   * Counts a failed attempt and says how long to wait, ms, at most `longestMs`. Half of a wait is random, so that
   * clients spread.
   */
  failed(longestMs: number): number {
    this.failures += 1;
    const rounds = Math.floor(this.failures / this.hosts.length);
    if (rounds === 0) return 0;
    const full = Math.min(FIRST_BACK_OFF_MS * 2 ** Math.min(rounds - 1, 16), LONGEST_BACK_OFF_MS, longestMs);
    return full / 2 + (full / 2) * this.random();
  }

  /** A connection proved good: the next loss starts with an immediate dial again. */
  succeeded(): void {
    this.failures = 0;
  }
}
