import { type Codec, i64, i64Big } from './codec.ts';

/**
 * A transaction id: epoch * 2^32 + counter, as a number. Exact while the epoch is below 2^21, which
 * `makeZxid` asserts: two million elections.
 */
export type Zxid = number & { readonly zxid: unique symbol };
/** A session id: all 64 bits are used (server id in the top byte), so it is a bigint. */
export type SessionId = bigint & { readonly sessionId: unique symbol };

const TWO_32 = 4294967296;
const EPOCH_LIMIT = 2 ** 21;

export const zxid = i64 as Codec<Zxid>;
export const sessionId = i64Big as Codec<SessionId>;

export const NO_SESSION = 0n as SessionId;
export const NO_ZXID = -1 as Zxid;
export const ZERO_ZXID = 0 as Zxid;

export function makeZxid(epoch: number, counter: number): Zxid {
  if (epoch >= EPOCH_LIMIT) throw new RangeError(`epoch ${epoch} is beyond the limit of ${EPOCH_LIMIT}`);
  return (epoch * TWO_32 + counter) as Zxid;
}

/** True for what can be an epoch: `makeZxid` takes it, and there is one after it. */
export function isEpoch(epoch: number): boolean {
  return Number.isInteger(epoch) && epoch >= 0 && epoch < EPOCH_LIMIT - 1;
}

export function epochOf(id: Zxid): number {
  return Math.floor(id / TWO_32);
}

export function counterOf(id: Zxid): number {
  return id - Math.floor(id / TWO_32) * TWO_32;
}

/** The id as Apache prints it: 0x and lower-case hex of the 64-bit two's complement. */
export function hex64(value: number | bigint): string {
  return `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
}
