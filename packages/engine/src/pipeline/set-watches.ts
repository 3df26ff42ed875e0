import {
  type ByteReader,
  type ByteWriter,
  EventType,
  KeeperState,
  NO_ZXID,
  OpCode,
  type SetWatches2Request,
  setWatches2Request,
  setWatchesRequest,
} from '@vivarium/jute';
import type { Connection } from '../member/connection.ts';
import { NO_NODE } from '../tree/data-tree.ts';
import { writeEvent } from './reply.ts';
import type { ServerState } from './server-state.ts';

export function readSetWatches(op: number, reader: ByteReader): SetWatches2Request {
  if (op === OpCode.setWatches2) return setWatches2Request.read(reader);
  return { ...setWatchesRequest.read(reader), persistentWatches: [], persistentRecursiveWatches: [] };
}

/**
 * Re-establishes a client's watches after a reconnect. What changed since the zxid it knew is told at once, and
 * such a watch is spent; the rest wait. Writes the events, which come before the reply. Source: Apache's
 * DataTree.setWatches.
 */
export function restoreWatches(
  state: ServerState,
  connection: Connection,
  request: SetWatches2Request,
  writer: ByteWriter,
): void {
  const { tree, watches } = state;
  const tell = (type: EventType, path: string): void => {
    const bytes = writeEvent(writer, NO_ZXID, type, KeeperState.syncConnected, path);
    state.statistics.responded(bytes);
    connection.sent++;
  };
  for (const path of request.dataWatches) {
    const node = tree.find(path);
    if (node === NO_NODE) tell(EventType.nodeDeleted, path);
    else if (tree.mzxid(node) > request.relativeZxid) tell(EventType.nodeDataChanged, path);
    else watches.addData(path, connection);
  }
  for (const path of request.existWatches) {
    if (tree.find(path) !== NO_NODE) tell(EventType.nodeCreated, path);
    else watches.addData(path, connection);
  }
  for (const path of request.childWatches) {
    const node = tree.find(path);
    if (node === NO_NODE) tell(EventType.nodeDeleted, path);
    else if (tree.pzxid(node) > request.relativeZxid) tell(EventType.nodeChildrenChanged, path);
    else watches.addChild(path, connection);
  }
  for (const path of request.persistentWatches) watches.addPersistent(path, connection);
  for (const path of request.persistentRecursiveWatches) watches.addRecursive(path, connection);
}
