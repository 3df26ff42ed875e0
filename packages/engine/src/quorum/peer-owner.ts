import type { Zxid } from '@vivarium/jute';
import type { EnsembleEventBody } from '@vivarium/timeline';
import type { RecoveredState } from '../member/recovered-state.ts';
import type { Candidate } from './election/election.ts';
import type { PeerState } from './election/notification.ts';
import { type Membership, membershipText, verifierOf } from './membership.ts';
import type { Turn } from './turn.ts';
import type { SnapshotSink } from './zab/learner.ts';
import type { QuorumIdentity, QuorumTimes, SnapshotStream } from './zab/role-ports.ts';

export interface PeerConfig {
  readonly sid: number;
  readonly membership: Membership;
  readonly times: QuorumTimes;
  /** jute.maxbuffer with its extra size: the largest data of a packet. */
  readonly packetBytesMax: number;
  /** The counter at which a leader steps down, so that another epoch begins; one below its end when missing. */
  readonly counterLimit?: number;
}

/** What a member says of itself. */
export function identityOf({ sid, membership, times }: PeerConfig): QuorumIdentity {
  return {
    sid,
    verifier: verifierOf(membership),
    configText: membershipText(membership),
    configVersion: membership.version,
    times,
  };
}

/** What a member brings into an election. */
export function candidateOf(identity: QuorumIdentity, lastLoggedZxid: Zxid, currentEpoch: number): Candidate {
  const { sid, verifier, configText: config } = identity;
  return { sid, verifier, config, lastLoggedZxid, currentEpoch };
}

/** What the peer asks of the member around it. */
export interface PeerOwner {
  /** Clients may come: this member is in step and knows its part. */
  startServing(as: Exclude<PeerState, 'looking'>, turn: Turn): void;
  /** Clients must go, and whatever waits for an answer gets none. */
  stopServing(cause: string, turn: Turn): void;
  streamSnapshot(): SnapshotStream;
  receiveSnapshot(zxid: Zxid): SnapshotSink;
  /** Puts the received tree in place; `snapshotInstalled` follows when it is on disk. */
  installSnapshot(turn: Turn): void;
  /** The log was cut below what the tree held: this is what the disk holds. */
  recovered(state: RecoveredState): void;
  note(event: EnsembleEventBody): void;
}
