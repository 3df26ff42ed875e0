import type { QuorumVerifier } from '../verifier/verifier.ts';
import type { PeerState } from './notification.ts';
import type { Vote } from './vote.ts';

/** A vote as one member cast it. */
export interface CastVote extends Vote {
  readonly round: number;
  readonly state: PeerState;
  readonly version: number;
}

/**
 * True when two votes support the same leader. While one of them is LOOKING all of it must agree; settled
 * members may hold different zxids and rounds for the leader that they follow, so leader and epoch decide
 * (and the leader alone when one side is so old that it has no message version).
 * Source: Apache's Vote.equals (ZOOKEEPER-1805, ZOOKEEPER-1732).
 */
export function supportsSame(one: CastVote, other: CastVote): boolean {
  if (one.leader !== other.leader) return false;
  if (one.state === 'looking' || other.state === 'looking') {
    return one.zxid === other.zxid && one.round === other.round && one.peerEpoch === other.peerEpoch;
  }
  return one.version > 0 === other.version > 0 ? one.peerEpoch === other.peerEpoch : true;
}

/** Votes of one kind, the last of each member. */
export class Ballot {
  private readonly votes = new Map<number, CastVote>();

  clear(): void {
    this.votes.clear();
  }

  cast(sid: number, vote: CastVote): void {
    this.votes.set(sid, vote);
  }

  of(sid: number): CastVote | undefined {
    return this.votes.get(sid);
  }

  entries(): IterableIterator<[number, CastVote]> {
    return this.votes.entries();
  }

  /** True when those who support `vote` are a quorum. */
  carries(vote: CastVote, verifier: QuorumVerifier): boolean {
    const supporters: number[] = [];
    for (const [sid, cast] of this.votes) if (supportsSame(vote, cast)) supporters.push(sid);
    return verifier.isQuorum(supporters);
  }
}
