import { ByteReader, ByteWriter, isEpoch, JuteError, type Zxid } from '@vivarium/jute';
import type { Vote } from './vote.ts';

/** What a member is doing, as the election port says it; the position is the number on the wire. */
export const PEER_STATES = ['looking', 'following', 'leading', 'observing'] as const;
export type PeerState = (typeof PEER_STATES)[number];

/** One message of the election port. */
export interface Notification extends Vote {
  readonly state: PeerState;
  /** The sender's election round (Apache's logical clock). */
  readonly round: number;
  /** Of the message format: 2 carries the configuration, 1 and 0 do not. */
  readonly version: number;
  /** The sender's configuration as text; empty below version 2. */
  readonly config: string;
}

export const NOTIFICATION_VERSION = 2;
/** Largest message on the election port, bytes. Source: Apache's QuorumCnxManager.PACKETMAXSIZE. */
export const NOTIFICATION_BYTES_MAX = 524_288;
const BYTES_WITHOUT_PEER_EPOCH = 28;
const BYTES_WITHOUT_VERSION = 40;
const TWO_32 = 4294967296;
/** Rounds are counted up; from far below 2^53 each has a next one. */
const ROUND_MAX = 2 ** 48;

export function writeNotification(notification: Notification): Uint8Array {
  const writer = new ByteWriter(64 + notification.config.length);
  writer.i32(PEER_STATES.indexOf(notification.state));
  writer.i64(notification.leader);
  writer.i64(notification.zxid);
  writer.i64(notification.round);
  writer.i64(notification.peerEpoch);
  writer.i32(notification.version);
  if (notification.version > 1) writer.string(notification.config);
  return writer.copy();
}

/** Reads a message of any generation; throws JuteError for one that is none. Source: Apache's FastLeaderElection. */
export function readNotification(bytes: Uint8Array): Notification {
  const reader = new ByteReader(bytes);
  const stateNumber = reader.i32();
  const state = PEER_STATES[stateNumber];
  if (state === undefined) throw new JuteError('malformed', `peer state ${stateNumber}`, 0);
  const leader = reader.i64();
  const zxid = reader.i64() as Zxid;
  const round = reader.i64();
  // Adopted, it would leave no next round.
  if (round > ROUND_MAX) throw new JuteError('malformed', `round ${round}`, 20);
  const peerEpoch = bytes.length === BYTES_WITHOUT_PEER_EPOCH ? Math.floor(zxid / TWO_32) : reader.i64();
  // Nobody could lead into the epoch after it, and no vote could beat it.
  if (peerEpoch >= 0 && !isEpoch(peerEpoch)) throw new JuteError('malformed', `epoch ${peerEpoch}`, 28);
  const version = bytes.length <= BYTES_WITHOUT_VERSION ? 0 : reader.i32();
  const config = version > 1 ? reader.string() : '';
  return { state, leader, zxid, round, peerEpoch, version, config };
}
