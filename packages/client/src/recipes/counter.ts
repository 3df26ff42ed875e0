import { ErrorCode } from '@vivarium/jute';
import type { ZooKeeper } from '../zookeeper.ts';
import { ensurePath, parentOf } from './ensure-path.ts';
import { hasCode, type RecipeOptions, within } from './term.ts';

const LONG_BYTES = 8;

/** A 64-bit counter, laid out as Curator's DistributedAtomicLong: eight bytes, the most significant first. */
export class Counter {
  readonly path: string;
  private readonly client: ZooKeeper;

  constructor(client: ZooKeeper, path: string) {
    this.client = client;
    this.path = path;
  }

  /** 0 when there is no such node. */
  async get(options: RecipeOptions = {}): Promise<bigint> {
    return within(this.client, options, async (term) => {
      try {
        return longIn((await term.repeat((call) => this.client.getData(this.path, call))).data);
      } catch (error) {
        if (hasCode(error, ErrorCode.noNode)) return 0n;
        throw error;
      }
    });
  }

  /**
   * Adds and resolves to the new value; again, when others were faster. After a lost reply it rejects with
   * CONNECTIONLOSS and may have added: adding twice would be wrong.
   */
  add(amount: bigint, options: RecipeOptions = {}): Promise<bigint> {
    const { client, path } = this;
    return within(client, options, async (term) => {
      for (;;) {
        try {
          const { data, stat } = await term.repeat((call) => client.getData(path, call));
          const value = BigInt.asIntN(64, longIn(data) + amount);
          await term.once((call) => client.setData(path, bytesOf(value), { ...call, version: stat.version }));
          return value;
        } catch (error) {
          if (hasCode(error, ErrorCode.badVersion)) continue;
          if (!hasCode(error, ErrorCode.noNode)) throw error;
        }
        await ensurePath(term, parentOf(path));
        try {
          await term.once((call) => client.create(path, bytesOf(amount), call));
          return amount;
        } catch (error) {
          if (!hasCode(error, ErrorCode.nodeExists) && !hasCode(error, ErrorCode.noNode)) throw error;
        }
      }
    });
  }
}

function longIn(data: Uint8Array | null): bigint {
  if (data === null || data.length < LONG_BYTES) return 0n;
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getBigInt64(0);
}

function bytesOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(LONG_BYTES);
  new DataView(bytes.buffer).setBigInt64(0, value);
  return bytes;
}
