import {
  type HistoryEntry,
  type HistoryRange,
  HistoryStretch,
  logFiles,
  snapshotFiles,
  TxnLogReader,
  zxidOfEntry,
} from '@vivarium/engine';
import { FILE_HEADER_BYTES, type Zxid } from '@vivarium/jute';
import { readLog } from './recover.ts';
import type { SimDirectory } from './sim-directory.ts';

/** A stretch of the log; see HistoryStretch. */
export function readHistory(directory: SimDirectory, range: HistoryRange): HistoryEntry[] {
  const stretch = new HistoryStretch(range);
  const names = directory.names();
  for (const name of stretch.logsIn(names)) {
    // The file may be being written: its end is not judged.
    new TxnLogReader(name).push(directory.file(name).contents(), (entry) => stretch.take(entry));
  }
  return stretch.result(names);
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
