import { readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  DataTree,
  LogError,
  type LogFileEnd,
  logsAfter,
  type NamedFile,
  packingOf,
  planRecovery,
  Replay,
  type SnapshotContent,
  SnapshotError,
  SnapshotReader,
  TxnLogReader,
  zxidOfEntry,
} from '@vivarium/engine';
import { hex64, type SessionId, ZERO_ZXID, type Zxid } from '@vivarium/jute';
import type { StorageFolders } from './data-directory.ts';
import { readChunks, readGzip } from './read-file.ts';

export interface RecoverOptions {
  /** Recover from logs alone when there is no snapshot (snapshot.trust.empty). */
  readonly trustEmptySnapshot: boolean;
  /** See DataTree. */
  readonly hashSeed?: number;
  /** What stands after it is passed over: to see what a truncation would leave. Then `logs` are of no use. */
  readonly until?: Zxid;
}

/** A log file that was read. */
export interface RecoveredLog extends LogFileEnd {
  readonly name: string;
}

/** A member's state as its files hold it. */
export interface Recovered {
  readonly tree: DataTree;
  /** Timeouts in ms. */
  readonly sessions: Map<SessionId, number>;
  readonly lastZxid: Zxid;
  /** The first transaction that was passed over because of `until`. */
  readonly beyond: Zxid | null;
  /** Transactions applied after the snapshot. */
  readonly replayed: number;
  /** The snapshot's file name; null when there was none. */
  readonly snapshot: string | null;
  /** Oldest first. */
  readonly logs: readonly RecoveredLog[];
  /** What an operator should know: snapshots passed over, writes that were cut off. */
  readonly notes: readonly string[];
}

/**
 * Reads a member's state from Apache's files or ours and writes nothing. Throws LogError for files that must not be
 * served from, naming the file and the offset.
 */
export async function recoverDirectory(folders: StorageFolders, options: RecoverOptions): Promise<Recovered> {
  const until = options.until ?? (Number.MAX_SAFE_INTEGER as Zxid);
  const plan = planRecovery(await readdir(folders.snapshotDirectory), await readdir(folders.logDirectory));
  const tree = new DataTree(options.hashSeed ?? 0);
  const skipped: { readonly file: NamedFile; readonly reason: string }[] = [];
  let start: NamedFile | null = null;
  let content: SnapshotContent | null = null;
  for (const file of plan.snapshots.filter(({ zxid }) => zxid <= until)) {
    try {
      content = await readSnapshot(tree, path.join(folders.snapshotDirectory, file.name));
      start = file;
      break;
    } catch (error) {
      skipped.push({ file, reason: reasonOf(error) });
    }
  }
  const state = start === null ? new DataTree(options.hashSeed ?? 0) : tree;
  const sessions = new Map<SessionId, number>();
  for (const { sessionId, timeoutMs } of content?.sessions ?? []) sessions.set(sessionId, timeoutMs);
  const from = start?.zxid ?? (options.trustEmptySnapshot ? null : ZERO_ZXID);
  state.lastProcessedZxid = from ?? ZERO_ZXID;
  const replay = new Replay(state, sessions, from);
  for (const { file } of skipped) replay.missed.add(file.zxid);
  const guard = start === null && !options.trustEmptySnapshot;
  const logs: RecoveredLog[] = [];
  let beyond: Zxid | null = null;
  const accept = (entry: Uint8Array, file: string, offset: number): void => {
    const zxid = zxidOfEntry(entry);
    if (zxid > until) beyond ??= zxid;
    else replay.accept(entry, file, offset);
  };
  for (const { name } of logsAfter(plan.logs, from ?? ZERO_ZXID)) {
    const file = path.join(folders.logDirectory, name);
    logs.push({ name, ...(await replayLog(accept, file, guard)) });
  }
  const reached = replay.lastZxid;
  for (const { file, reason } of skipped) {
    if (!replay.missed.has(file.zxid)) continue;
    const where = file.zxid > reached ? `reach only ${hex64(reached)}` : 'do not pass through it';
    const message = `it cannot be read (${reason}), and the logs ${where}`;
    throw new LogError('noSnapshot', path.join(folders.snapshotDirectory, file.name), 0, message);
  }
  return {
    tree: state,
    sessions,
    lastZxid: reached,
    beyond,
    replayed: replay.replayed,
    snapshot: start?.name ?? null,
    logs,
    notes: notesOn(skipped, logs),
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function notesOn(
  skipped: readonly { readonly file: NamedFile; readonly reason: string }[],
  logs: readonly RecoveredLog[],
): string[] {
  const notes = skipped.map(({ file, reason }) => `${file.name} was passed over: ${reason}`);
  for (const { name, lostWrite, validBytes } of logs) {
    if (lostWrite !== null) notes.push(`${name} ends at offset ${validBytes}: ${lostWrite}`);
  }
  return notes;
}

/** Fills the tree from a snapshot file, gzipped or not. Throws SnapshotError or the error of the file system. */
export async function readSnapshot(tree: DataTree, file: string): Promise<SnapshotContent> {
  const packing = packingOf(path.basename(file));
  if (packing === 'snappy') throw new SnapshotError('malformed', 'snappy compression cannot be read here', 0);
  const reader = new SnapshotReader(tree);
  const push = (chunk: Uint8Array): void => {
    reader.push(chunk);
  };
  if (packing === 'gzip') await readGzip(file, push);
  else await readChunks(file, push);
  return reader.finish();
}

type Accept = (entry: Uint8Array, file: string, offset: number) => void;

async function replayLog(accept: Accept, file: string, isForbidden: boolean): Promise<LogFileEnd> {
  const reader = new TxnLogReader(file);
  await readChunks(file, (chunk) => {
    reader.push(chunk, (entry, offset) => {
      if (isForbidden) {
        const message =
          'there are transactions but no snapshot to start from; restore one, or set ' +
          'snapshot.trust.empty=true to build the tree from the logs alone';
        throw new LogError('noSnapshot', file, offset, message);
      }
      accept(entry, file, offset);
    });
  });
  return reader.finish();
}
