export {
  logFiles,
  logName,
  type NamedFile,
  packingOf,
  type SnapshotPacking,
  snapshotFiles,
  snapshotName,
  zxidOfLog,
  zxidOfSnapshot,
} from './log/file-names.ts';
export { type HistoryEntry, type HistoryRange, HistoryStretch } from './log/history-stretch.ts';
export { LogError, type LogErrorCode } from './log/log-error.ts';
export { UNSYNCED_LIMIT_BYTES } from './log/log-tail.ts';
export { type PurgePlan, planPurge, SNAPSHOTS_RETAINED_MIN } from './log/purge.ts';
export { isSuccessor, logsAfter, planRecovery, type RecoveryPlan } from './log/recovery.ts';
export { Replay } from './log/replay.ts';
export { Cut, isRebuilt, planSettlement, planTruncation, type Rebuilt } from './log/settlement.ts';
export { SnapshotError, type SnapshotErrorCode } from './log/snapshot-error.ts';
export { type SnapshotContent, SnapshotReader, type SnapshotSession } from './log/snapshot-reader.ts';
export { type SnapshotOptions, SnapshotWriter } from './log/snapshot-writer.ts';
export { type EntryVisitor, type LogFileEnd, TxnLogReader } from './log/txn-log-reader.ts';
export { appendRecord, zxidOfEntry } from './log/txn-record.ts';
export type { MemberConfig } from './member/config.ts';
export { EnsembleMember } from './member/ensemble-member.ts';
export type {
  ClientOrigin,
  ConnectionId,
  Instant,
  LinkId,
  MemberInput,
  QuorumInput,
  Ticket,
} from './member/input.ts';
export { Member } from './member/member.ts';
export {
  type ClientOrder,
  type DiskOrder,
  type LinkOrder,
  type LogAppend,
  Outbox,
  type QuorumDiskOrder,
} from './member/outbox.ts';
export type { RecoveredState } from './member/recovered-state.ts';
export type { ConnectionView, LatencySummary, MemberView, SessionView, WatchView } from './member/view.ts';
export { committedEvent } from './pipeline/commit-event.ts';
export type { Notification, PeerState } from './quorum/election/notification.ts';
export { ProbeDialogue } from './quorum/election/probe-dialogue.ts';
export { faultSentence } from './quorum/faults/fault-sentence.ts';
export { firstDifference } from './quorum/faults/server-lines.ts';
export { type MemberAddress, type Membership, membershipText } from './quorum/membership.ts';
export type { PeerConfig } from './quorum/peer-owner.ts';
export type { LeadingView, QuorumCounts, QuorumView } from './quorum/quorum-view.ts';
export { readMembership } from './quorum/read-membership.ts';
export { EPOCH_FILES, EPOCH_TEMPORARY, EpochError, settledEpochs } from './quorum/settled-epochs.ts';
export { ObserverTap, type TapPhase, type TapPorts } from './quorum/tap/observer-tap.ts';
export type { LearnerTraffic } from './quorum/zab/learner-handler.ts';
export type { Epochs, QuorumTimes } from './quorum/zab/role-ports.ts';
export { type AuthId, allows } from './tree/acl.ts';
export { applyTxn } from './tree/apply-txn.ts';
export { BytePattern } from './tree/byte-pattern.ts';
export { DataTree, NO_NODE, type NodeId } from './tree/data-tree.ts';
export { treeDigest } from './tree/digest.ts';
export { ownerKind, ttlMsOf } from './tree/owner-index.ts';
export { NO_LISTENER, type TreeListener } from './tree/tree-listener.ts';
export { readEntry, type SubBody, type TxnBody, type TxnEntry } from './tree/txn.ts';
