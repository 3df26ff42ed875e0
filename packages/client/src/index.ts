export type { CallOptions } from './call.ts';
export type { ClientState, SessionFacts } from './client-state.ts';
export { type ConnectString, DEFAULT_CLIENT_PORT, parseConnectString } from './connect-string.ts';
export type { Endpoint } from './machine/host-list.ts';
export {
  type CreateModeName,
  type CreateOptions,
  type MultiReadOp,
  type MultiReadResult,
  type MultiResult,
  type NodeData,
  OPEN_ACL,
} from './multi.ts';
export type { AclRead, ChildrenRead, Created, Identity, NodeRead } from './operations.ts';
export type {
  ReadOptions,
  Reconfiguration,
  RemovableWatch,
  WatchMode,
  WriteOptions,
  ZooKeeperOptions,
} from './options.ts';
export { Barrier } from './recipes/barrier.ts';
export { Configuration, type ConfigurationVersion } from './recipes/configuration.ts';
export { Counter } from './recipes/counter.ts';
export { type CandidateState, LeaderElection, type Participant } from './recipes/election.ts';
export { Group, type GroupMember, Membership, type MembershipState } from './recipes/group.ts';
export type { Lease, LeaseState } from './recipes/lease.ts';
export { type AcquireOptions, Lock, ReadWriteLock } from './recipes/lock.ts';
export { PlaceLostError, RecipeDeadlineError, SessionLostError } from './recipes/recipe-error.ts';
export type { RecipeOptions } from './recipes/term.ts';
export { type CacheChange, type CachedNode, TreeCache } from './recipes/tree-cache.ts';
export { type ClaimedItem, ItemInDoubtError, ItemLostError, WorkQueue } from './recipes/work-queue.ts';
export { Transaction } from './transaction.ts';
export { oneShotWatch, type WatchCallback, type WatchEvent, type WatchLoss } from './watch-event.ts';
export { WatchStream } from './watch-stream.ts';
export { ZooKeeper } from './zookeeper.ts';
export { explain, MultiError, ZooKeeperError } from './zookeeper-error.ts';
