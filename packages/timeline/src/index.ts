export {
  EMPTY_VIEW,
  type EnsembleView,
  type MemberFailure,
  type MemberView,
  unknownMember,
} from './ensemble-view.ts';
export type {
  EnsembleEventBody,
  EventBody,
  EventStamp,
  FailureKind,
  MeansName,
  MeansState,
  MemberStatus,
  Mode,
  TimelineEvent,
} from './event.ts';
export { foldEvent } from './fold-event.ts';
export { History, type HistoryEntry } from './history.ts';
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
export { type SilentMember, type Verdict, verdictOf } from './verdict.ts';
