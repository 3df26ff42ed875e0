import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type HistoryEntry, type HistoryRange, HistoryStretch, TxnLogReader } from '@vivarium/engine';
import type { StorageFolders } from './data-directory.ts';
import { readChunks } from './read-file.ts';

/** Reads a stretch of history from the log; see HistoryStretch. Throws the error of the file system, and LogError. */
export async function readHistory(folders: StorageFolders, range: HistoryRange): Promise<HistoryEntry[]> {
  const stretch = new HistoryStretch(range);
  for (const name of stretch.logsIn(await readdir(folders.logDirectory))) {
    if (!stretch.wantsMore) break;
    const reader = new TxnLogReader(name);
    await readChunks(path.join(folders.logDirectory, name), (chunk) => {
      reader.push(chunk, (entry) => stretch.take(entry));
      return stretch.wantsMore;
    });
  }
  return stretch.result(await readdir(folders.snapshotDirectory));
}
