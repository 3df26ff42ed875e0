import { ErrorCode, OpCode, Perms, type Zxid } from '@vivarium/jute';
import type { Session } from '../session/session.ts';
import { type AuthId, allows, fixAcl } from '../tree/acl.ts';
import { ownerKind } from '../tree/owner-index.ts';
import { checkPath, hasParentAndNoNul, parentOf } from '../tree/path.ts';
import { quotaViolation } from '../tree/quota.ts';
import type { TxnBody } from '../tree/txn.ts';
import { type Change, DATA_AS_IN_TREE } from './pending-changes.ts';
import { prepareCloseSession } from './prepare-close-session.ts';
import { prepareCreate } from './prepare-create.ts';
import { prepareMulti } from './prepare-multi.ts';
import type { ServerState } from './server-state.ts';
import type { OneWrite, WriteRequest } from './write-request.ts';

/** For whom and as which transaction a write is prepared. */
export interface WriteContext {
  zxid: Zxid;
  /** Wall clock, ms. */
  timeMs: number;
  /** Null when the member itself writes. */
  session: Session | null;
  ids: readonly AuthId[];
  /** Schemes that ACLs may name. */
  schemes: ReadonlySet<string>;
}

/** A transaction, or why there is none. */
export type Prepared = TxnBody | ErrorCode;

/** These cannot be deleted. Source: Apache's DataTree.isSpecialPath. */
const SPECIAL_PATHS: ReadonlySet<string> = new Set([
  '/',
  '/zookeeper',
  '/zookeeper/quota',
  '/zookeeper/config',
]);

/** Checks a write against the tree as it will be, and notes what it will change. Source: Apache's PrepRequestProcessor. */
export function prepareWrite(state: ServerState, context: WriteContext, request: WriteRequest): Prepared {
  switch (request.type) {
    case OpCode.setACL:
      return prepareSetAcl(state, context, request);
    case OpCode.multi:
      return prepareMulti(state, context, request.ops);
    case OpCode.closeSession:
      return prepareCloseSession(state, context);
    case OpCode.reconfig:
      // A standalone server has no quorum to change; switched off it says so first.
      return state.config.reconfigEnabled ? ErrorCode.unimplemented : ErrorCode.reconfigDisabled;
    case OpCode.deleteContainer:
      return prepareDeleteContainer(state, context, request.path);
  }
  return prepareOne(state, context, request);
}

/** The writes that a multi may hold as well. */
export function prepareOne(state: ServerState, context: WriteContext, request: OneWrite): Prepared {
  switch (request.type) {
    case OpCode.setData:
      return prepareSetData(state, context, request.path, request.data, request.version);
    case OpCode.delete:
      return prepareDelete(state, context, request.path, request.version);
    case OpCode.check:
      return prepareCheck(state, context, request.path, request.version);
  }
  return prepareCreate(state, context, request);
}

export function mayChange(state: ServerState, change: Change, perm: number, context: WriteContext): boolean {
  return state.config.skipAcl || allows(change.acl, perm, context.ids);
}

/** Why there is no such znode. Of one that is there the path need not be checked: it was, when the znode was made. */
function missing(path: string): ErrorCode {
  return checkPath(path) === null ? ErrorCode.noNode : ErrorCode.badArguments;
}

/** The version after a write that expects `expected` (-1: any), or null when it is another. */
function nextVersion(current: number, expected: number): number | null {
  return expected !== -1 && expected !== current ? null : (current + 1) | 0;
}

function prepareSetData(
  state: ServerState,
  context: WriteContext,
  path: string,
  data: Uint8Array | null,
  expected: number,
): Prepared {
  const found = state.pending.find(path);
  if (found === undefined) return missing(path);
  if (!mayChange(state, found, Perms.write, context)) return ErrorCode.noAuth;
  const bytes = data === null ? 0 : data.length;
  if (state.config.enforceQuota) {
    const before =
      found.dataLength === DATA_AS_IN_TREE ? state.tree.dataLength(state.tree.find(path)) : found.dataLength;
    if (quotaViolation(state.tree, path, bytes - before, 0) !== null) return ErrorCode.quotaExceeded;
  }
  const version = nextVersion(found.version, expected);
  if (version === null) return ErrorCode.badVersion;
  const change = found.editable();
  change.version = version;
  change.dataLength = bytes;
  state.pending.add(change, context.zxid);
  return { type: OpCode.setData, path, data, version, node: found.node };
}

function prepareSetAcl(
  state: ServerState,
  context: WriteContext,
  request: Extract<WriteRequest, { type: typeof OpCode.setACL }>,
): Prepared {
  const { path } = request;
  if (checkPath(path) !== null) return ErrorCode.badArguments;
  const acl = fixAcl(request.acl, context.ids, context.schemes);
  if (acl === null) return ErrorCode.invalidACL;
  const found = state.pending.find(path);
  if (found === undefined) return ErrorCode.noNode;
  if (!mayChange(state, found, Perms.admin, context)) return ErrorCode.noAuth;
  const version = nextVersion(found.aversion, request.version);
  if (version === null) return ErrorCode.badVersion;
  const change = found.editable();
  change.aversion = version;
  change.acl = acl;
  state.pending.add(change, context.zxid);
  return { type: OpCode.setACL, path, acl, version };
}

function prepareCheck(state: ServerState, context: WriteContext, path: string, expected: number): Prepared {
  const found = state.pending.find(path);
  if (found === undefined) return missing(path);
  if (!mayChange(state, found, Perms.read, context)) return ErrorCode.noAuth;
  const version = nextVersion(found.version, expected);
  if (version === null) return ErrorCode.badVersion;
  return { type: OpCode.check, path, version };
}

function prepareDelete(state: ServerState, context: WriteContext, path: string, expected: number): Prepared {
  if (!hasParentAndNoNul(path) || SPECIAL_PATHS.has(path)) return ErrorCode.badArguments;
  const parent = state.pending.find(parentOf(path));
  if (parent === undefined) return ErrorCode.noNode;
  if (!mayChange(state, parent, Perms.delete, context)) return ErrorCode.noAuth;
  const found = state.pending.find(path);
  if (found === undefined) return ErrorCode.noNode;
  if (nextVersion(found.version, expected) === null) return ErrorCode.badVersion;
  if (found.childCount > 0) return ErrorCode.notEmpty;
  noteDeletion(state, context, found, parent);
  return { type: OpCode.delete, path };
}

/** The sweep's own delete: it has looked, but a child may have come since. */
function prepareDeleteContainer(state: ServerState, context: WriteContext, path: string): Prepared {
  const parent = state.pending.find(parentOf(path));
  const found = state.pending.find(path);
  if (parent === undefined || found === undefined) return ErrorCode.noNode;
  if (found.childCount > 0) return ErrorCode.notEmpty;
  const kind = ownerKind(found.owner);
  if (kind !== 'container' && kind !== 'ttl') return ErrorCode.badVersion;
  noteDeletion(state, context, found, parent);
  return { type: OpCode.deleteContainer, path };
}

export function noteDeletion(state: ServerState, context: WriteContext, found: Change, parent: Change): void {
  const above = parent.editable();
  above.childCount--;
  state.pending.add(above, context.zxid);
  const gone = found.editable();
  gone.exists = false;
  state.pending.add(gone, context.zxid);
}
