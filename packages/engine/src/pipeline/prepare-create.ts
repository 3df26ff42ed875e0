import { type Acl, CreateMode, ErrorCode, OpCode, Perms } from '@vivarium/jute';
import { fixAcl, OPEN_ACL } from '../tree/acl.ts';
import { NO_NODE } from '../tree/node-id.ts';
import { CONTAINER_OWNER, NO_OWNER, ownerKind, TTL_MS_MAX, ttlOwner } from '../tree/owner-index.ts';
import { checkPath, hasParentAndNoNul, parentOf, sequentialSuffix } from '../tree/path.ts';
import { quotaViolation } from '../tree/quota.ts';
import type { TxnBody } from '../tree/txn.ts';
import { Change } from './pending-changes.ts';
import { mayChange, type Prepared, type WriteContext } from './prepare.ts';
import type { ServerState } from './server-state.ts';
import type { CreateWrite } from './write-request.ts';

/** The create family. The order of the checks decides which error a client sees (WIRE.md section 2). */
export function prepareCreate(state: ServerState, context: WriteContext, request: CreateWrite): Prepared {
  const refused = checkMode(state, request);
  if (refused !== null) return refused;
  if (!hasParentAndNoNul(request.path)) return ErrorCode.badArguments;
  const acl = request.acl === OPEN_ACL ? OPEN_ACL : fixAcl(request.acl, context.ids, context.schemes);
  if (acl === null) return ErrorCode.invalidACL;
  const parent = state.pending.find(parentOf(request.path));
  if (parent === undefined) return ErrorCode.noNode;
  if (!mayChange(state, parent, Perms.create, context)) return ErrorCode.noAuth;
  const path = isSequential(request.flags) ? request.path + sequentialSuffix(parent.cversion) : request.path;
  if (checkPath(path) !== null) return ErrorCode.badArguments;
  if (state.pending.exists(path)) return ErrorCode.nodeExists;
  if (isEphemeralOwner(state, parent.owner)) return ErrorCode.noChildrenForEphemerals;
  const { data } = request;
  const bytes = data === null ? 0 : data.length;
  if (state.config.enforceQuota && quotaViolation(state.tree, path, bytes, 1) !== null) {
    return ErrorCode.quotaExceeded;
  }
  const parentCVersion = (parent.cversion + 1) | 0;
  const above = parent.editable();
  above.childCount++;
  above.cversion = parentCVersion;
  state.pending.add(above, context.zxid);
  state.pending.add(new Change(path, NO_NODE, ownerOf(context, request), acl, bytes), context.zxid);
  return bodyOf(request, path, acl, parentCVersion);
}

function isSequential(flags: number): boolean {
  return (
    flags === CreateMode.persistentSequential ||
    flags === CreateMode.ephemeralSequential ||
    flags === CreateMode.persistentSequentialWithTTL
  );
}

function isEphemeral(flags: number): boolean {
  return flags === CreateMode.ephemeral || flags === CreateMode.ephemeralSequential;
}

/** Flags and TTL by themselves. */
function checkMode(state: ServerState, { type, flags, ttlMs }: CreateWrite): ErrorCode | null {
  if (flags < CreateMode.persistent || flags > CreateMode.persistentSequentialWithTTL) {
    return ErrorCode.badArguments;
  }
  if (flags < CreateMode.persistentWithTTL) {
    return type === OpCode.createTTL ? ErrorCode.badArguments : null;
  }
  if (!state.config.extendedTypesEnabled) return ErrorCode.unimplemented;
  return ttlMs > 0 && ttlMs <= TTL_MS_MAX ? null : ErrorCode.badArguments;
}

/** While extended types are off, Apache takes the mark of a TTL node for a session's id. */
function isEphemeralOwner(state: ServerState, owner: bigint): boolean {
  const kind = ownerKind(owner);
  return kind === 'session' || (kind === 'ttl' && !state.config.extendedTypesEnabled);
}

/** The operation decides about containers and TTL nodes, the flags about the rest. */
function ownerOf(context: WriteContext, { type, flags, ttlMs }: CreateWrite): bigint {
  if (type === OpCode.createContainer) return CONTAINER_OWNER;
  if (type === OpCode.createTTL) return ttlOwner(ttlMs);
  return isEphemeral(flags) && context.session !== null ? context.session.id : NO_OWNER;
}

function bodyOf(
  { type, data, flags, ttlMs }: CreateWrite,
  path: string,
  sharedAcl: readonly Acl[],
  parentCVersion: number,
): TxnBody {
  // The record's type is writable; nothing writes to a list once it is made.
  const acl = sharedAcl as Acl[];
  if (type === OpCode.createContainer) return { type, path, data, acl, parentCVersion };
  if (type === OpCode.createTTL) return { type, path, data, acl, parentCVersion, ttlMs };
  return { type, path, data, acl, ephemeral: isEphemeral(flags), parentCVersion };
}
