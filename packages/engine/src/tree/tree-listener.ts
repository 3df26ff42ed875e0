import type { NodeId } from './node-id.ts';

/**
 * Hears of changes, in the order in which Apache triggers watches: a node's own event stands for the data watch
 * on `path` (and its child watch when deleted) and then the child watch on `parentPath` ("/" for the root).
 * The node ids are good for looks at stat and ACL during the call, a deleted node's too.
 */
export interface TreeListener {
  created(path: string, parentPath: string, node: NodeId, parent: NodeId): void;
  deleted(path: string, parentPath: string, node: NodeId, parent: NodeId): void;
  dataChanged(path: string, node: NodeId): void;
}

/** For replay of a log and for tests: nobody listens. */
export const NO_LISTENER: TreeListener = { created() {}, deleted() {}, dataChanged() {} };

/** Sees a node before it first changes: how a snapshot stays at its zxid. */
export interface TreeHook {
  /** The node still is as it was, and reachable. */
  beforeChange(node: NodeId): void;
  created(node: NodeId): void;
}
