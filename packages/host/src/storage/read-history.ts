import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSuccessor, logFiles, logsAfter, snapshotFiles, TxnLogReader, zxidOfEntry } from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import type { StorageFolders } from './data-directory.ts';

const CHUNK_BYTES = 256 * 1024;

/** A transaction as the log holds it. */
export interface HistoryEntry {
  readonly zxid: Zxid;
  readonly entry: Uint8Array;
}

export interface HistoryRange {
  /** What the asker has; the answer begins there, or with the entry before when the log has no such entry. */
  readonly from: Zxid;
  /** The last entry that is durable: what stands behind it may still be being written. */
  readonly durable: Zxid;
  /** No answer is larger. */
  readonly bytesMax: number;
}

/**
 * Reads a stretch of history from the log, oldest first: empty when it would be too large, when the log does not
 * reach back, or when it is not known to be without a hole.
 *
 * Holes: where a member received a whole tree, its log jumps. Within an epoch the numbers show it. Between epochs
 * they do not, but there the received tree was stored as a snapshot, and its zxid is that of no entry.
 */
export async function readHistory(folders: StorageFolders, range: HistoryRange): Promise<HistoryEntry[]> {
  const { from, durable } = range;
  if (from > durable) return [];
  const entries = await collect(folders.logDirectory, range);
  const first = entries[0];
  if (first === undefined || first.zxid > from) return [];
  const known = new Set(entries.map((each) => each.zxid));
  const last = entries.at(-1)?.zxid ?? from;
  const snapshots = snapshotFiles(await readdir(folders.snapshotDirectory));
  const jumps = snapshots.some(({ zxid }) => zxid > first.zxid && zxid <= last && !known.has(zxid));
  return jumps ? [] : entries;
}

async function collect(
  directory: string,
  { from, durable, bytesMax }: HistoryRange,
): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  let bytes = 0;
  let isUsable = true;
  let isOver = false;
  const take = (entry: Uint8Array): void => {
    const zxid = zxidOfEntry(entry);
    if (isOver || zxid > durable) return;
    isOver = zxid === durable;
    const last = entries.at(-1);
    if (last !== undefined && zxid <= from) {
      // Only the newest of those that the asker may have is of use.
      entries.length = 0;
      bytes = 0;
    } else if (last !== undefined && !isSuccessor(last.zxid, zxid)) isUsable = false;
    bytes += entry.length;
    isUsable = isUsable && bytes <= bytesMax;
    if (isUsable) entries.push({ zxid, entry: entry.slice() });
  };
  const logs = logFiles(await readdir(directory));
  // The file before may hold the last entry that both have.
  for (const { name } of logsAfter(logs, (from - 1) as Zxid)) {
    const reader = new TxnLogReader(name);
    await readUntil(path.join(directory, name), (chunk) => {
      reader.push(chunk, take);
      return isUsable && !isOver;
    });
    if (!isUsable) return [];
    if (isOver) break;
  }
  return entries;
}

/** Hands over the file piece by piece until `visit` has enough. */
async function readUntil(file: string, visit: (chunk: Uint8Array) => boolean): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0 || !visit(buffer.subarray(0, bytesRead))) return;
    }
  } finally {
    await handle.close();
  }
}
