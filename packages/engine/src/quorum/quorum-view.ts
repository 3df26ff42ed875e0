import type { StandingFault } from '@vivarium/timeline';
import type { LatencySummary } from '../member/view.ts';
import type { PeerState } from './election/notification.ts';
import type { LeaderPhase } from './zab/leader.ts';
import type { LearnerPhase } from './zab/learner.ts';

/** What a host may show of a member's part in its ensemble. */
export interface QuorumView {
  readonly state: PeerState;
  /** How far it got in that state: `discovery`, `synchronization`, `broadcast`; null while it looks. */
  readonly phase: 'discovery' | 'synchronization' | 'broadcast' | null;
  readonly serving: boolean;
  /** currentEpoch. */
  readonly epoch: number;
  readonly acceptedEpoch: number;
  /** Of elections: Apache's logical clock. */
  readonly round: number;
  /** Whom it leads or follows, itself included; null while it looks. */
  readonly leader: number | null;
  /** Why it looks, or looked last. */
  readonly cause: string | null;
  /** Members that may vote. */
  readonly voters: number;
  /** Null unless it leads. */
  readonly leading: LeadingView | null;
  /** What it finds wrong with the set-up of the ensemble. */
  readonly faults: readonly StandingFault[];
  readonly counts: QuorumCounts;
  /** Of finished elections, ms. */
  readonly electionMs: LatencySummary;
}

export interface LeadingView {
  /** Monotonic, ms: since when a quorum follows. */
  readonly sinceMs: number;
  /** Those that are connected, whether or not they are in step. */
  readonly learners: number;
  readonly syncedFollowers: number;
  readonly syncedObservers: number;
  readonly pendingSyncs: number;
  /** Bytes of proposals since it leads; -1 before the first. */
  readonly proposalBytes: { readonly last: number; readonly min: number; readonly max: number };
}

/** Since the start of the member. */
export interface QuorumCounts {
  /** Elections begun. */
  readonly looking: number;
  /** Made, and committed, as the leader. */
  readonly proposals: number;
  readonly commits: number;
  /** Received from a leader. */
  readonly learnerProposals: number;
  readonly learnerCommits: number;
  /** Learners brought up by DIFF or TRUNC, and by SNAP. */
  readonly diffs: number;
  readonly snaps: number;
}

/** In which phase of Zab a member is; null while it looks for a leader. */
export function phaseOf(
  serving: boolean,
  state: PeerState,
  leader: LeaderPhase | null,
  learner: LearnerPhase | null,
): QuorumView['phase'] {
  if (serving) return 'broadcast';
  if (leader !== null) {
    return leader === 'synchronization' || leader === 'storing' ? 'synchronization' : 'discovery';
  }
  if (state === 'looking') return null;
  return learner === null || learner === 'greeting' || learner === 'accepting'
    ? 'discovery'
    : 'synchronization';
}
