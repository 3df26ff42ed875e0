import type { MeansName, PeerState, VoteFacts } from './event.ts';
import type { VoteDecision } from './vote-order.ts';

/** Recorded elections that are kept. */
export const FAILOVERS_KEPT = 20;
/** Marks that are kept of one election; what comes later is counted only. */
export const FAILOVER_MARKS_MAX = 2_000;

export interface FailoverCause {
  readonly kind: 'started' | 'killed' | 'paused' | 'isolated' | 'linkCut' | 'restarted' | 'leaderLost';
  /** Whom it befell; null for the ensemble. */
  readonly member: number | null;
  readonly text: string;
}

/** What happened, as a mark on a member's lane. */
export type MarkFacts =
  | { readonly kind: 'looking'; readonly round: number; readonly cause: string }
  | { readonly kind: 'voteSent'; readonly to: number; readonly round: number; readonly vote: VoteFacts }
  | {
      readonly kind: 'voteReceived';
      readonly from: number;
      /** When the sender sent it; null when that was not seen. */
      readonly sentTMs: number | null;
      readonly round: number;
      readonly state: string;
      readonly vote: VoteFacts;
      /** The receiver's own vote at that moment; null when it had none. */
      readonly against: VoteFacts | null;
      /** Which comparison decided, and whether the received vote won it. */
      readonly by: VoteDecision;
      readonly won: boolean;
    }
  /** What a member stood by when the probe asked it. */
  | { readonly kind: 'voteSeen'; readonly state: PeerState; readonly round: number; readonly vote: VoteFacts }
  /** The first transaction of the new epoch that was seen. */
  | { readonly kind: 'firstCommit'; readonly zxid: number }
  | { readonly kind: 'elected'; readonly leader: number; readonly round: number; readonly by: string }
  | { readonly kind: 'epochProposed'; readonly epoch: number; readonly voters: readonly number[] }
  | { readonly kind: 'epochAccepted'; readonly epoch: number }
  | {
      readonly kind: 'syncing';
      readonly learner: number;
      readonly how: 'diff' | 'trunc' | 'snap';
      readonly txns: number;
    }
  | { readonly kind: 'synced'; readonly learner: number }
  | { readonly kind: 'learnerLost'; readonly learner: number; readonly cause: string }
  | { readonly kind: 'established'; readonly epoch: number }
  | { readonly kind: 'serving'; readonly mode: string }
  | { readonly kind: 'roleEnded'; readonly cause: string }
  | { readonly kind: 'thread'; readonly state: string }
  | { readonly kind: 'link'; readonly to: number; readonly state: 'cut' | 'healed' }
  | { readonly kind: 'sessionBack'; readonly session: string }
  | { readonly kind: 'sessionExpired'; readonly session: string }
  | { readonly kind: 'gapOpened' }
  | { readonly kind: 'gapClosed'; readonly gapMs: number };

export type FailoverMark = {
  /** From 0, in the order told. */
  readonly n: number;
  /** By which it was seen from outside, and how finely; absent where the member told it itself. */
  readonly means?: MeansName;
  readonly resolutionMs?: number;
  /** Since the start of the election; negative for what led to it. */
  readonly tMs: number;
  /** 0 for the ensemble. */
  readonly member: number;
} & MarkFacts;

export type LanePhase = 'down' | 'paused' | 'election' | 'discovery' | 'synchronization' | 'broadcast';

/** A stretch of a member's lane; `toTMs` is null for the one that lasts. */
export interface LaneBand {
  readonly phase: LanePhase;
  readonly fromTMs: number;
  readonly toTMs: number | null;
}

export interface Lane {
  readonly member: number;
  readonly name: string;
  readonly bands: readonly LaneBand[];
}

/** One election from its cause until everybody who runs has found a place. */
export interface FailoverRecord {
  /** Rises by one per election. */
  readonly id: number;
  readonly cause: FailoverCause;
  readonly state: 'running' | 'ended';
  /** Wall clock and monotonic clock of the start, which is zero of every mark. */
  readonly startedMs: number;
  readonly startedAtMs: number;
  readonly endedMs: number | null;
  readonly fromEpoch: number | null;
  readonly toEpoch: number | null;
  readonly fromLeader: number | null;
  readonly toLeader: number | null;
  readonly round: number | null;
  /** First member that looked, and the epoch established by a quorum, since the start. */
  readonly lookingTMs: number | null;
  readonly establishedTMs: number | null;
  /** From the moment the old leader could commit no more to the first write acknowledged afterwards. */
  readonly gapMs: number | null;
  readonly gapSinceMs: number | null;
  /**
   * By an acknowledged write of ours, or by a commit that a member told. Where nothing is written: by the tap or the probe,
   * which saw that a quorum had taken on the new epoch, or by a poll that found a leader.
   */
  readonly gapBy: 'canary' | 'commit' | 'tap' | 'probe' | 'poll' | null;
  /** ± so many ms, where it was seen from outside; null where the poll's interval or the canary's pace says it. */
  readonly gapResolutionMs: number | null;
  readonly lanes: readonly Lane[];
  readonly marks: readonly FailoverMark[];
  /** Marks that came after the limit are counted only. */
  readonly markCount: number;
}

/** From the first member that looked for a leader until the epoch was established; null while that lasts. */
export function electionMsOf({ lookingTMs, establishedTMs }: FailoverRecord): number | null {
  return lookingTMs === null || establishedTMs === null ? null : establishedTMs - lookingTMs;
}
