import {
  DataTree,
  LogError,
  type LogFileEnd,
  logsAfter,
  type NamedFile,
  planRecovery,
  planSettlement,
  Replay,
  type SnapshotContent,
  SnapshotError,
  SnapshotReader,
  SnapshotWriter,
  snapshotName,
  TxnLogReader,
  zxidOfEntry,
} from '@vivarium/engine';
import { type SessionId, ZERO_ZXID, type Zxid } from '@vivarium/jute';
import type { SimDirectory } from './sim-directory.ts';
import { TEMPORARY_PREFIX } from './snapshot-lane.ts';

const CHUNK_BYTES = 64 * 1024;

/** What a directory holds, as the engine's own readers see it. */
export interface Recovered {
  readonly tree: DataTree;
  readonly sessions: Map<SessionId, number>;
  readonly lastZxid: Zxid;
  /** The first transaction that was passed over because of `until`. */
  readonly beyond: Zxid | null;
  readonly snapshot: NamedFile | null;
  readonly logs: readonly (LogFileEnd & { readonly name: string })[];
}

/**
 * Reads a directory, what stands after `until` left out, and changes nothing in it. Throws LogError for files that must not
 * be served from.
 */
export function recover(directory: SimDirectory, until = Number.MAX_SAFE_INTEGER as Zxid): Recovered {
  const names = directory.names();
  const plan = planRecovery(names, names);
  let tree = new DataTree();
  let snapshot: NamedFile | null = null;
  let content: SnapshotContent | null = null;
  const skipped: NamedFile[] = [];
  for (const file of plan.snapshots.filter(({ zxid }) => zxid <= until)) {
    try {
      content = readSnapshot(directory.file(file.name).contents(), tree);
      snapshot = file;
      break;
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error;
      skipped.push(file);
    }
  }
  if (snapshot === null) tree = new DataTree();
  const sessions = new Map<SessionId, number>();
  for (const { sessionId, timeoutMs } of content?.sessions ?? []) sessions.set(sessionId, timeoutMs);
  const from = snapshot?.zxid ?? ZERO_ZXID;
  tree.lastProcessedZxid = from;
  const replay = new Replay(tree, sessions, from);
  for (const file of skipped) replay.missed.add(file.zxid);
  const logs: (LogFileEnd & { name: string })[] = [];
  let passedOver: Zxid | null = null;
  for (const { name } of logsAfter(plan.logs, from)) {
    const end = readLog(directory.file(name).contents(), name, (entry, offset) => {
      if (snapshot === null) throw new LogError('noSnapshot', name, offset, 'transactions, but no snapshot');
      if (zxidOfEntry(entry) > until) passedOver ??= zxidOfEntry(entry);
      else replay.accept(entry, name, offset);
    });
    logs.push({ name, ...end });
  }
  const beyond = skipped.find((file) => replay.missed.has(file.zxid));
  if (beyond !== undefined) throw new LogError('noSnapshot', beyond.name, 0, 'it cannot be read');
  return { tree, sessions, lastZxid: replay.lastZxid, beyond: passedOver, snapshot, logs };
}

/** Fills an empty tree. Throws SnapshotError. */
export function readSnapshot(bytes: Uint8Array, tree: DataTree): SnapshotContent {
  const reader = new SnapshotReader(tree);
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) reader.push(bytes.subarray(at, at + CHUNK_BYTES));
  return reader.finish();
}

/** Visits each record of a log file. */
export function readLog(
  bytes: Uint8Array,
  name: string,
  visit: (entry: Uint8Array, offset: number) => void,
): LogFileEnd {
  const reader = new TxnLogReader(name);
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    reader.push(bytes.subarray(at, at + CHUNK_BYTES), visit);
  }
  return reader.finish();
}

/** Makes a recovered directory ready to be written to; see planSettlement. */
export function settle(directory: SimDirectory, recovered: Recovered): void {
  for (const name of directory.names()) if (name.startsWith(TEMPORARY_PREFIX)) directory.remove(name);
  const { remove, last } = planSettlement(recovered.logs);
  for (const name of remove) directory.remove(name);
  if (last !== null) directory.file(last.name).truncate(last.validBytes);
  directory.sync();
  if (recovered.snapshot === null) storeSnapshot(directory, recovered);
}

function storeSnapshot(directory: SimDirectory, { tree, sessions, lastZxid }: Recovered): void {
  const list = [...sessions].map(([sessionId, timeoutMs]) => ({ sessionId, timeoutMs }));
  const writer = new SnapshotWriter(tree, list, lastZxid);
  const file = directory.create(snapshotName(lastZxid));
  for (let isLast = false; !isLast; ) {
    const { bytes, last } = writer.next(CHUNK_BYTES);
    file.append(bytes);
    isLast = last;
  }
  file.sync();
  directory.sync();
}
