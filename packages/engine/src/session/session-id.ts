import { counterOf, epochOf, type SessionId, type Zxid } from '@vivarium/jute';

/** The mark of container nodes (CONTAINER_EPHEMERAL_OWNER in Apache's EphemeralType); no session may bear it. */
const CONTAINER_MARK = -(1n << 63n);

/**
 * The first id a member gives out after its start: server id in the top byte, then 40 bits of time, then 16
 * bits to count in. Apache takes the time since boot, we the wall clock: only uniqueness matters. Source: Apache's
 * SessionTrackerImpl.initializeNextSessionId.
 */
export function firstSessionId(sid: number, wallMs: number): SessionId {
  const time = (BigInt.asUintN(64, BigInt(Math.floor(wallMs)) << 24n) >> 8n) & ((1n << 56n) - 1n);
  const id = BigInt.asIntN(64, time | (BigInt(sid) << 56n));
  return (id === CONTAINER_MARK ? id + 1n : id) as SessionId;
}

export function nextSessionId(id: SessionId): SessionId {
  return BigInt.asIntN(64, id + 1n) as SessionId;
}

/** Spreads epochs over the low bits, so that counters which begin anew do not give old ids. */
const EPOCH_STRIDE = 1_000_003;
const LOW_BITS = 2 ** 32;

/**
 * An id to go on with when the clock is behind `id`, which an earlier life of this server gave out: 65 s further on, and
 * there as far as the log has come. Each session that was opened moved the log, so lives that begin at one id, because the
 * clock is behind in all of them, do not give an id twice. The server id stays.
 */
export function idBehindLife(id: SessionId, lastZxid: Zxid): SessionId {
  const low = (epochOf(lastZxid) * EPOCH_STRIDE + counterOf(lastZxid)) % LOW_BITS;
  const time = BigInt.asUintN(56, (((id >> 32n) + 1n) << 32n) + BigInt(low));
  return BigInt.asIntN(64, ((id >> 56n) << 56n) | time) as SessionId;
}
