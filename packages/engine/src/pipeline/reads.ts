import {
  AddWatchMode,
  acl,
  addWatchRequest,
  type ByteReader,
  type ByteWriter,
  ErrorCode,
  getEphemeralsRequest,
  OpCode,
  Perms,
  pathRecord,
  WatcherType,
  watcherTypeRequest,
  whoAmIResponse,
} from '@vivarium/jute';
import type { Connection } from '../member/connection.ts';
import { type AuthId, maskAcl, userOf } from '../tree/acl.ts';
import { NO_NODE } from '../tree/data-tree.ts';
import { answerMultiRead } from './multi-read.ts';
import { holdsNul, skipString, textOf } from './read-request.ts';
import { mayOn, type ServerState } from './server-state.ts';

const BLANK = 0x20;

/**
 * Answers one read: writes the reply's body and returns `ok`, or returns the error, when whatever was written is
 * to be dropped. Throws JuteError for a body that is not what the operation's record says. No request object, and
 * no string unless a watch is to be set: this is what a member does most.
 */
export function answerRead(
  state: ServerState,
  connection: Connection,
  ids: readonly AuthId[],
  op: number,
  reader: ByteReader,
  writer: ByteWriter,
): ErrorCode {
  switch (op) {
    case OpCode.getData:
      return getData(state, connection, ids, reader, writer);
    case OpCode.exists:
      return exists(state, connection, ids, reader, writer);
    case OpCode.getChildren:
    case OpCode.getChildren2:
      return getChildren(state, connection, ids, op, reader, writer);
    case OpCode.ping:
      return ErrorCode.ok;
    case OpCode.getACL:
      return getAcl(state, ids, reader, writer);
    case OpCode.sync:
      pathRecord.write(writer, pathRecord.read(reader));
      return ErrorCode.ok;
    case OpCode.multiRead:
      return answerMultiRead(state, ids, reader, writer);
    case OpCode.checkWatches:
    case OpCode.removeWatches:
      return watches(state, connection, op, reader);
    case OpCode.addWatch:
      return addWatch(state, connection, reader, writer);
    case OpCode.getEphemerals:
      return getEphemerals(state, connection, reader, writer);
    case OpCode.getAllChildrenNumber:
      return getAllChildrenNumber(state, ids, reader, writer);
    case OpCode.whoAmI:
      whoAmIResponse.write(writer, {
        clientInfo: ids.map((held) => ({ authScheme: held.scheme, user: userOf(held) })),
      });
      return ErrorCode.ok;
  }
  throw new Error(`operation ${op} is not a read`);
}

function getData(
  state: ServerState,
  connection: Connection,
  ids: readonly AuthId[],
  reader: ByteReader,
  writer: ByteWriter,
): ErrorCode {
  const start = skipString(reader);
  const end = reader.offset;
  const watch = reader.bool();
  const { tree } = state;
  const node = tree.findBytes(reader.bytes, start, end);
  if (node === NO_NODE) return ErrorCode.noNode;
  if (!mayOn(state, node, Perms.read, ids)) return ErrorCode.noAuth;
  if (watch) state.watches.addData(tree.path(node), connection);
  tree.writeData(node, writer);
  tree.writeStat(node, writer);
  return ErrorCode.ok;
}

function exists(
  state: ServerState,
  connection: Connection,
  ids: readonly AuthId[],
  reader: ByteReader,
  writer: ByteWriter,
): ErrorCode {
  const start = skipString(reader);
  const end = reader.offset;
  const watch = reader.bool();
  const { tree } = state;
  const node = tree.findBytes(reader.bytes, start, end);
  if (node === NO_NODE) {
    if (holdsNul(reader.bytes, start, end)) return ErrorCode.badArguments;
    // The watch waits for the znode to come.
    if (watch) state.watches.addData(textOf(reader.bytes, start, end), connection);
    return ErrorCode.noNode;
  }
  if (!mayOn(state, node, Perms.read, ids)) return ErrorCode.noAuth;
  if (watch) state.watches.addData(tree.path(node), connection);
  tree.writeStat(node, writer);
  return ErrorCode.ok;
}

function getChildren(
  state: ServerState,
  connection: Connection,
  ids: readonly AuthId[],
  op: number,
  reader: ByteReader,
  writer: ByteWriter,
): ErrorCode {
  const start = skipString(reader);
  const end = reader.offset;
  const watch = reader.bool();
  const { tree } = state;
  const node = tree.findBytes(reader.bytes, start, end);
  if (node === NO_NODE) return ErrorCode.noNode;
  if (!mayOn(state, node, Perms.read, ids)) return ErrorCode.noAuth;
  if (watch) state.watches.addChild(tree.path(node), connection);
  tree.writeChildren(node, writer);
  if (op === OpCode.getChildren2) tree.writeStat(node, writer);
  return ErrorCode.ok;
}

function getAcl(
  state: ServerState,
  ids: readonly AuthId[],
  reader: ByteReader,
  writer: ByteWriter,
): ErrorCode {
  const start = skipString(reader);
  const { tree } = state;
  const node = tree.findBytes(reader.bytes, start, reader.offset);
  if (node === NO_NODE) return ErrorCode.noNode;
  if (!mayOn(state, node, Perms.read | Perms.admin, ids)) return ErrorCode.noAuth;
  const entries = tree.acl(node);
  const shown = mayOn(state, node, Perms.admin, ids) ? entries : maskAcl(entries);
  writer.i32(shown.length);
  for (const entry of shown) acl.write(writer, entry);
  tree.writeStat(node, writer);
  return ErrorCode.ok;
}

function watches(state: ServerState, connection: Connection, op: number, reader: ByteReader): ErrorCode {
  const { path, type } = watcherTypeRequest.read(reader);
  if (!isWatcherType(type)) return ErrorCode.marshallingError;
  const found =
    op === OpCode.checkWatches
      ? state.watches.contains(path, type, connection)
      : state.watches.remove(path, type, connection);
  return found ? ErrorCode.ok : ErrorCode.noWatcher;
}

function isWatcherType(type: number): type is WatcherType {
  return type >= WatcherType.children && type <= WatcherType.persistentRecursive;
}

function addWatch(
  state: ServerState,
  connection: Connection,
  reader: ByteReader,
  writer: ByteWriter,
): ErrorCode {
  const { path, mode } = addWatchRequest.read(reader);
  if (mode === AddWatchMode.persistent) state.watches.addPersistent(path, connection);
  else if (mode === AddWatchMode.persistentRecursive) state.watches.addRecursive(path, connection);
  else return ErrorCode.marshallingError;
  // An ErrorResponse: the Java client cannot do without its four bytes.
  writer.i32(ErrorCode.ok);
  return ErrorCode.ok;
}

function getEphemerals(
  state: ServerState,
  connection: Connection,
  reader: ByteReader,
  writer: ByteWriter,
): ErrorCode {
  const { prefixPath } = getEphemeralsRequest.read(reader);
  const { session } = connection;
  if (session === null) throw new Error('a request was taken from a connection without a session');
  const prefix = meansAll(prefixPath) ? '' : prefixPath;
  const paths = state.tree.ephemeralsOf(session.id).filter((path) => path.startsWith(prefix));
  writer.i32(paths.length);
  for (const path of paths) writer.string(path);
  return ErrorCode.ok;
}

/** Nothing, or the root, between characters up to the blank: what Java's trim takes off, control characters too. */
function meansAll(prefix: string): boolean {
  let start = 0;
  let end = prefix.length;
  while (start < end && prefix.charCodeAt(start) <= BLANK) start++;
  while (end > start && prefix.charCodeAt(end - 1) <= BLANK) end--;
  return start === end || (end === start + 1 && prefix[start] === '/');
}

function getAllChildrenNumber(
  state: ServerState,
  ids: readonly AuthId[],
  reader: ByteReader,
  writer: ByteWriter,
): ErrorCode {
  const start = skipString(reader);
  const node = state.tree.findBytes(reader.bytes, start, reader.offset);
  if (node === NO_NODE) return ErrorCode.noNode;
  if (!mayOn(state, node, Perms.read, ids)) return ErrorCode.noAuth;
  writer.i32(state.tree.countDescendants(node));
  return ErrorCode.ok;
}
