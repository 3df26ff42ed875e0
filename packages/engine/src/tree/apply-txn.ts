import { ErrorCode, OpCode, type TxnHeader } from '@vivarium/jute';
import type { DataTree, NodeOrError } from './data-tree.ts';
import { NO_NODE, type NodeId } from './node-id.ts';
import { CONTAINER_OWNER, NO_OWNER, ttlOwner } from './owner-index.ts';
import type { TreeListener } from './tree-listener.ts';
import type { CloseSessionBody, ErrorBody, MultiBody, SubBody, TxnBody } from './txn.ts';

/** What became of one operation; what a reply says is in here. */
export interface OpResult {
  /** The operation's type; -1 for one that a failed multi turned into an error. */
  readonly type: number;
  readonly err: number;
  readonly path: string | null;
  /** The node created or changed, else NO_NODE. For a single operation its Stat is the reply's. */
  readonly node: NodeId;
}

export interface TxnResult extends OpResult {
  /** The results of a multi's operations, in order. */
  readonly ops: readonly OpResult[] | null;
  /**
   * The 68 bytes of Stat of each node in `ops`, as it was right after its operation, for a later one may change it
   * again. Good until the next multi is applied to this tree.
   */
  readonly stats: Uint8Array | null;
}

/**
 * Applies a committed txn: the only way in which the tree changes. An `err` that is not the txn's own (NodeExists,
 * NoNode) can come up in replay over a snapshot that was ahead, and is to be ignored there. Source: Apache's
 * DataTree.processTxn.
 */
export function applyTxn(
  tree: DataTree,
  header: TxnHeader,
  body: TxnBody,
  listener: TreeListener,
): TxnResult {
  const result = applyBody(tree, header, body, listener);
  // Only when the whole txn is in: a multi's zxid must not cover a part of it.
  if (header.zxid > tree.lastProcessedZxid) tree.lastProcessedZxid = header.zxid;
  return result;
}

function applyBody(tree: DataTree, header: TxnHeader, body: TxnBody, listener: TreeListener): TxnResult {
  switch (body.type) {
    case OpCode.multi:
      return applyMulti(tree, header, body, listener);
    case OpCode.createSession:
      return done(body.type, ErrorCode.ok, null, NO_NODE);
    case OpCode.closeSession:
      closeSession(tree, header, body, listener);
      return done(body.type, ErrorCode.ok, null, NO_NODE);
    default:
      return applyOp(tree, header, body, listener);
  }
}

function applyOp(tree: DataTree, header: TxnHeader, op: SubBody, listener: TreeListener): TxnResult {
  switch (op.type) {
    case OpCode.create:
    case OpCode.create2:
    case OpCode.createContainer:
    case OpCode.createTTL:
      return create(tree, header, op, listener);
    case OpCode.delete:
    case OpCode.deleteContainer:
      return done(op.type, tree.delete(op.path, header.zxid, listener), op.path, NO_NODE);
    case OpCode.setData:
    case OpCode.reconfig: {
      const node = tree.setData(op.path, op.data, op.version, header.zxid, header.timeMs, op.node);
      if (node >= 0) listener.dataChanged(op.path, node);
      return ended(op.type, node, op.path);
    }
    case OpCode.setACL:
      return ended(op.type, tree.setAcl(op.path, op.acl, op.version), op.path);
    case OpCode.check:
      return done(op.type, ErrorCode.ok, op.path, NO_NODE);
    case OpCode.error:
      return done(op.type, op.err, null, NO_NODE);
  }
}

type AnyCreate = Extract<SubBody, { parentCVersion: number }>;

function ownerOf(header: TxnHeader, op: AnyCreate): bigint {
  if (op.type === OpCode.createContainer) return CONTAINER_OWNER;
  if (op.type === OpCode.createTTL) return ttlOwner(op.ttlMs);
  return op.ephemeral ? header.sessionId : NO_OWNER;
}

function create(tree: DataTree, header: TxnHeader, op: AnyCreate, listener: TreeListener): TxnResult {
  const { path, data, acl, parentCVersion } = op;
  const owner = ownerOf(header, op);
  const node = tree.create(path, data, acl, owner, parentCVersion, header.zxid, header.timeMs);
  if (node >= 0) {
    const slash = path.lastIndexOf('/');
    listener.created(path, slash === 0 ? '/' : path.slice(0, slash), node, tree.parent(node));
  }
  return ended(op.type, node, path);
}

/** The txn's paths in its order, then whatever else the session owns here. */
function closeSession(
  tree: DataTree,
  header: TxnHeader,
  body: CloseSessionBody,
  listener: TreeListener,
): void {
  for (const path of body.paths2Delete ?? []) tree.delete(path, header.zxid, listener);
  for (const path of tree.ephemeralsOf(header.sessionId)) tree.delete(path, header.zxid, listener);
}

function applyMulti(tree: DataTree, header: TxnHeader, body: MultiBody, listener: TreeListener): TxnResult {
  const failed = body.ops.some((op) => op.type === OpCode.error);
  const ops: OpResult[] = [];
  const stats = tree.multiStats.reset();
  let err: number = ErrorCode.ok;
  let afterError = false;
  for (const op of body.ops) {
    if (op.type === OpCode.error) afterError = true;
    const applied = failed ? failedOp(op, afterError) : op;
    const result = applyOp(tree, header, applied, listener);
    if (result.node !== NO_NODE) tree.writeStat(result.node, stats);
    ops.push(result);
    if (err === ErrorCode.ok) err = result.err;
  }
  return { type: body.type, err, path: null, node: NO_NODE, ops, stats: stats.bytes };
}

/** In a failed multi nothing happens: operations before the failing one say 0, those after it -2. */
function failedOp(op: SubBody, afterError: boolean): ErrorBody {
  if (op.type === OpCode.error) return op;
  return { type: OpCode.error, err: afterError ? ErrorCode.runtimeInconsistency : ErrorCode.ok };
}

function ended(type: number, node: NodeOrError, path: string): TxnResult {
  return node >= 0 ? done(type, ErrorCode.ok, path, node) : done(type, node, path, NO_NODE);
}

function done(type: number, err: number, path: string | null, node: NodeId): TxnResult {
  return { type, err, path, node, ops: null, stats: null };
}
