import {
  Cut,
  type HistoryEntry,
  type HistoryRange,
  HistoryStretch,
  isRebuilt,
  LogError,
  planTruncation,
  TxnLogReader,
} from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import { readLog, recover } from './recover.ts';
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

/** False where a cut at `zxid` would leave less than the state there. */
export function mayCutAfter(directory: SimDirectory, zxid: Zxid): boolean {
  const names = directory.names();
  if (planTruncation(names, names, zxid) === null) return false;
  try {
    return isRebuilt(zxid, recover(directory, zxid));
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    return false;
  }
}

/** Snapshots beyond `zxid` go first, durably; see Truncation. */
export function removeSnapshotsAfter(directory: SimDirectory, zxid: Zxid): void {
  const names = directory.names();
  for (const name of planTruncation(names, names, zxid)?.snapshots ?? []) directory.remove(name);
  directory.sync();
}

/** Then the logs, and what stands behind `zxid` in the one that holds it. */
export function cutLogsAfter(directory: SimDirectory, zxid: Zxid): void {
  const names = directory.names();
  const plan = planTruncation(names, names, zxid);
  if (plan === null) return;
  for (const name of plan.logs) directory.remove(name);
  if (plan.cut !== null) {
    const file = directory.file(plan.cut);
    const cut = new Cut(zxid);
    const end = readLog(file.contents(), plan.cut, (entry, offset) => cut.take(entry, offset));
    file.truncate(cut.bytes(end));
  }
  directory.sync();
}
