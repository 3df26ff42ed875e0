import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { type HistoryEntry, type HistoryRange, HistoryStretch, TxnLogReader } from '@vivarium/engine';
import type { StorageFolders } from './data-directory.ts';

const CHUNK_BYTES = 256 * 1024;

/** Reads a stretch of history from the log; see HistoryStretch. Throws the error of the file system, and LogError. */
export async function readHistory(folders: StorageFolders, range: HistoryRange): Promise<HistoryEntry[]> {
  const stretch = new HistoryStretch(range);
  for (const name of stretch.logsIn(await readdir(folders.logDirectory))) {
    if (!stretch.wantsMore) break;
    const reader = new TxnLogReader(name);
    await readUntil(path.join(folders.logDirectory, name), (chunk) => {
      reader.push(chunk, (entry) => stretch.take(entry));
      return stretch.wantsMore;
    });
  }
  return stretch.result(await readdir(folders.snapshotDirectory));
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
