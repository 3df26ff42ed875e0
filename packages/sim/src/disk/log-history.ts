import { isSuccessor, logFiles, logsAfter, snapshotFiles, TxnLogReader, zxidOfEntry } from '@vivarium/engine';
import { FILE_HEADER_BYTES, type Zxid } from '@vivarium/jute';
import { readLog } from './recover.ts';
import type { SimDirectory } from './sim-directory.ts';

export interface HistoryEntry {
  readonly zxid: Zxid;
  readonly entry: Uint8Array;
}

/** A stretch of the log from `from` to the last durable entry, by the rules of the host's `readHistory`. */
export function readHistory(
  directory: SimDirectory,
  from: Zxid,
  durable: Zxid,
  bytesMax: number,
): HistoryEntry[] {
  if (from > durable) return [];
  const all: HistoryEntry[] = [];
  const names = directory.names();
  for (const { name } of logsAfter(logFiles(names), (from - 1) as Zxid)) {
    readRecords(directory.file(name).contents(), name, (entry) => {
      const zxid = zxidOfEntry(entry);
      if (zxid <= durable) all.push({ zxid, entry: entry.slice() });
    });
  }
  const start = all.findLastIndex((each) => each.zxid <= from);
  if (start === -1) return [];
  const entries = all.slice(start);
  if (entries.some((each, at) => at > 0 && !isSuccessor((entries[at - 1] as HistoryEntry).zxid, each.zxid))) {
    return [];
  }
  if (entries.reduce((sum, each) => sum + each.entry.length, 0) > bytesMax) return [];
  const known = new Set(entries.map((each) => each.zxid));
  const first = (entries[0] as HistoryEntry).zxid;
  const last = (entries.at(-1) as HistoryEntry).zxid;
  const jumps = snapshotFiles(names).some(({ zxid }) => zxid > first && zxid <= last && !known.has(zxid));
  return jumps ? [] : entries;
}

/** The file may be being written: its end is not judged. */
function readRecords(bytes: Uint8Array, name: string, visit: (entry: Uint8Array) => void): void {
  new TxnLogReader(name).push(bytes, visit);
}

/** Snapshots beyond `zxid` go first, durably. */
export function removeSnapshotsAfter(directory: SimDirectory, zxid: Zxid): void {
  for (const { name, zxid: reaches } of snapshotFiles(directory.names()).reverse()) {
    if (reaches > zxid) directory.remove(name);
  }
  directory.sync();
}

/** Then the logs, the newest first, and what stands behind `zxid` in the one that holds it. */
export function cutLogsAfter(directory: SimDirectory, zxid: Zxid): void {
  for (const { name, zxid: first } of logFiles(directory.names()).reverse()) {
    if (first > zxid) {
      directory.remove(name);
      continue;
    }
    const file = directory.file(name);
    let end: number | null = null;
    const { validBytes } = readLog(file.contents(), name, (entry, offset) => {
      if (end === null && zxidOfEntry(entry) > zxid) end = offset;
    });
    file.truncate(end ?? Math.max(validBytes, FILE_HEADER_BYTES));
    break;
  }
  directory.sync();
}
