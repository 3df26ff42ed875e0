import { open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { planSettlement, SnapshotWriter, snapshotName } from '@vivarium/engine';
import { isOurTemporary, type StorageFolders } from './data-directory.ts';
import type { Recovered } from './recover-directory.ts';
import { SNAPSHOT_TEMPORARY_PREFIX } from './snapshot-store.ts';
import { diskCause, StorageError } from './storage-error.ts';
import { syncDirectory } from './sync-directory.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Makes a recovered directory ready to be written to, durably, before anything is:
 *
 * 1. Temporary files go.
 * 2. The log ends behind its last record: see planSettlement.
 * 3. Where there was no snapshot one is written, because logs without any are refused by Apache and by us.
 *
 * Throws StorageError.
 */
export async function settleDirectory(folders: StorageFolders, recovered: Recovered): Promise<void> {
  try {
    for (const directory of new Set([folders.snapshotDirectory, folders.logDirectory])) {
      for (const name of await readdir(directory)) {
        if (isOurTemporary(name)) await rm(path.join(directory, name), { force: true });
      }
    }
    await cutTail(folders.logDirectory, recovered);
    await syncDirectory(folders.logDirectory);
    if (recovered.snapshot === null) await writeSnapshot(folders.snapshotDirectory, recovered);
  } catch (error) {
    throw new StorageError(diskCause('make ready', folders.logDirectory, error));
  }
}

async function cutTail(directory: string, { logs }: Recovered): Promise<void> {
  const { remove, last } = planSettlement(logs);
  for (const name of remove) await rm(path.join(directory, name));
  if (last === null) return;
  const handle = await open(path.join(directory, last.name), 'r+');
  if (last.validBytes < last.sizeBytes) await handle.truncate(last.validBytes);
  // What was recovered may stand in the page cache alone, and is about to be served and written behind.
  await handle.sync();
  await handle.close();
}

/** Writes the whole tree at once; for a start, when nobody waits yet. */
async function writeSnapshot(directory: string, { tree, sessions, lastZxid }: Recovered): Promise<void> {
  const list = [...sessions].map(([sessionId, timeoutMs]) => ({ sessionId, timeoutMs }));
  const writer = new SnapshotWriter(tree, list, lastZxid);
  const name = snapshotName(lastZxid);
  const temporary = path.join(directory, SNAPSHOT_TEMPORARY_PREFIX + name);
  const handle = await open(temporary, 'w', 0o644);
  for (let isLast = false; !isLast; ) {
    const { bytes, last } = writer.next(CHUNK_BYTES);
    await handle.appendFile(bytes);
    isLast = last;
  }
  await handle.sync();
  await handle.close();
  await rename(temporary, path.join(directory, name));
  await syncDirectory(directory);
}
