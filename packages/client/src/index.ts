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
export { Transaction } from './transaction.ts';
export { oneShotWatch, type WatchCallback, type WatchEvent } from './watch-event.ts';
export { WatchStream } from './watch-stream.ts';
export { ZooKeeper } from './zookeeper.ts';
export { explain, MultiError, ZooKeeperError } from './zookeeper-error.ts';
