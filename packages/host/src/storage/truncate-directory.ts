import { open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { logFiles, snapshotFiles, TxnLogReader, zxidOfEntry } from '@vivarium/engine';
import { FILE_HEADER_BYTES, type Zxid } from '@vivarium/jute';
import type { StorageFolders } from './data-directory.ts';
import { readChunks } from './read-file.ts';
import { syncDirectory } from './sync-directory.ts';

/**
 * Makes the directory forget all transactions after `zxid`, durably. Nothing may write to it meanwhile.
 *
 * 1. Snapshots beyond `zxid` go first: were the log cut before them, a crash in between would leave a state in which
 *    they bring back what was cut.
 * 2. Log files that begin after `zxid` go, the newest first, so that what a crash leaves has no hole.
 * 3. The file that `zxid` is in is cut behind it.
 */
export async function truncateDirectory(folders: StorageFolders, zxid: Zxid): Promise<void> {
  const { snapshotDirectory, logDirectory } = folders;
  for (const { name, zxid: reaches } of snapshotFiles(await readdir(snapshotDirectory)).reverse()) {
    if (reaches > zxid) await rm(path.join(snapshotDirectory, name));
  }
  await syncDirectory(snapshotDirectory);
  for (const { name, zxid: first } of logFiles(await readdir(logDirectory)).reverse()) {
    const file = path.join(logDirectory, name);
    if (first > zxid) {
      await rm(file);
      continue;
    }
    await cut(file, await endOf(file, zxid));
    break;
  }
  await syncDirectory(logDirectory);
}

/** Where the first record after `zxid` begins; the file's end when there is none. */
async function endOf(file: string, zxid: Zxid): Promise<number> {
  const reader = new TxnLogReader(file);
  let end: number | null = null;
  await readChunks(file, (chunk) => {
    reader.push(chunk, (entry, offset) => {
      if (end === null && zxidOfEntry(entry) > zxid) end = offset;
    });
  });
  return end ?? Math.max(reader.finish().validBytes, FILE_HEADER_BYTES);
}

async function cut(file: string, bytes: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
