import { open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Cut, isRebuilt, LogError, planTruncation, type Rebuilt, TxnLogReader } from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import type { StorageFolders } from './data-directory.ts';
import { readChunks } from './read-file.ts';
import { syncDirectory } from './sync-directory.ts';

/** Recovers what would be left, and changes nothing. */
export type Rebuild = (until: Zxid) => Promise<Rebuilt>;

/**
 * Makes the directory forget all transactions after `zxid`, durably: see Truncation. Nothing may write to it meanwhile.
 * Where the state at `zxid` cannot be rebuilt from what would remain, all stays as it is.
 */
export async function truncateDirectory(
  folders: StorageFolders,
  zxid: Zxid,
  rebuild: Rebuild,
): Promise<void> {
  const { snapshotDirectory, logDirectory } = folders;
  const plan = planTruncation(await readdir(snapshotDirectory), await readdir(logDirectory), zxid);
  if (plan === null || !(await canBeRebuilt(zxid, rebuild))) return;
  for (const name of plan.snapshots) await rm(path.join(snapshotDirectory, name));
  await syncDirectory(snapshotDirectory);
  for (const name of plan.logs) await rm(path.join(logDirectory, name));
  if (plan.cut !== null) {
    const file = path.join(logDirectory, plan.cut);
    await cut(file, await endOf(file, zxid));
  }
  await syncDirectory(logDirectory);
}

async function canBeRebuilt(zxid: Zxid, rebuild: Rebuild): Promise<boolean> {
  try {
    return isRebuilt(zxid, await rebuild(zxid));
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    return false;
  }
}

async function endOf(file: string, zxid: Zxid): Promise<number> {
  const reader = new TxnLogReader(file);
  const cut = new Cut(zxid);
  await readChunks(file, (chunk) => {
    reader.push(chunk, (entry, offset) => cut.take(entry, offset));
  });
  return cut.bytes(reader.finish());
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
