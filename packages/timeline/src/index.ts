export {
  type Consequence,
  type Control,
  type ControlledEnsemble,
  type ControlledMember,
  consequenceOf,
  cutsAfter,
} from './consequence.ts';
export {
  type CanaryView,
  EMPTY_VIEW,
  type EnsembleView,
  type Gap,
  type MemberFailure,
  type MemberView,
  type Phase,
  type SyncView,
  unknownMember,
} from './ensemble-view.ts';
export type {
  CutLink,
  EnsembleEventBody,
  EventBody,
  EventStamp,
  FailureKind,
  MeansName,
  MeansState,
  MemberStatus,
  Mode,
  PeerState,
  TheatreEventBody,
  ThreadState,
  TimelineEvent,
  VoteFacts,
} from './event.ts';
export {
  electionMsOf,
  FAILOVER_MARKS_MAX,
  FAILOVERS_KEPT,
  type FailoverCause,
  type FailoverMark,
  type FailoverRecord,
  type Lane,
  type LaneBand,
  type LanePhase,
} from './failover.ts';
export { foldEvent, POLLED_MODE } from './fold-event.ts';
export { History, type HistoryEntry } from './history.ts';
export { isCut, isVoter, largestGroup, neededOf, supportersOf } from './reach.ts';
export { faultKey, type StandingFault } from './standing-fault.ts';
export {
  failureMarginOf,
  type StoppableEnsemble,
  type StoppableMember,
  type StopSafety,
  stopSafetyOf,
  votersInStep,
} from './stop-safety.ts';
export {
  modesChange,
  seqRisesByOne,
  sessionsLiveOnce,
  snapshotsPair,
  timeDoesNotGoBack,
  type Violation,
  violations,
  zxidsRise,
} from './trace.ts';
export { isSilent, type SilentMember, type Verdict, verdictOf } from './verdict.ts';
export { type CastFacts, compareVotes, type VoteDecision } from './vote-order.ts';
