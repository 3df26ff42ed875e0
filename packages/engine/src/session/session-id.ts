import type { SessionId } from '@vivarium/jute';

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

/**
 * An id behind all that the same run of the server can have given out: 65 s, or four thousand million ids, further on.
 * The server id stays.
 */
export function idBehindLife(id: SessionId): SessionId {
  const time = BigInt.asUintN(56, ((id >> 32n) + 1n) << 32n);
  return BigInt.asIntN(64, ((id >> 56n) << 56n) | time) as SessionId;
}
