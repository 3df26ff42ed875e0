import { buffer, i32, i64, nullableVector, record, string, type TypeOf } from './codec.ts';
import { sessionId, zxid } from './ids.ts';

// The records of the quorum port and the election port.

export const authInfo = record('Id', { scheme: string, id: string });
export const quorumPacket = record('QuorumPacket', {
  type: i32,
  zxid,
  data: buffer,
  authinfo: nullableVector(authInfo),
});
export type QuorumPacket = TypeOf<typeof quorumPacket>;

/** Packet types. Source: Apache's Leader. */
export const PacketType = {
  request: 1,
  proposal: 2,
  ack: 3,
  commit: 4,
  ping: 5,
  revalidate: 6,
  sync: 7,
  inform: 8,
  commitAndActivate: 9,
  newLeader: 10,
  followerInfo: 11,
  upToDate: 12,
  diff: 13,
  trunc: 14,
  snap: 15,
  observerInfo: 16,
  leaderInfo: 17,
  ackEpoch: 18,
  informAndActivate: 19,
} as const;

export const learnerInfo = record('LearnerInfo', { sid: i64, protocolVersion: i32, configVersion: i64 });
/** What a learner forwards; the client's request body follows. */
export const forwardedRequest = record('ForwardedRequest', { sessionId, cxid: i32, type: i32 });
/** One session touched since the last ping; a ping's data is these to its end. */
export const touchedSession = record('TouchedSession', { sessionId, timeoutMs: i32 });

/** A vote as the election port carries it, version 2; a config text with an i32 length follows. */
export const notification = record('Notification', {
  state: i32,
  leader: i64,
  zxid: i64,
  electionEpoch: i64,
  peerEpoch: i64,
  version: i32,
});
export type Notification = TypeOf<typeof notification>;
