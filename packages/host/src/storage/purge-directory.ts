import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { planPurge, SNAPSHOTS_RETAINED_MIN, snapshotFiles } from '@vivarium/engine';
import type { StorageFolders } from './data-directory.ts';
import { isSealed } from './verify-snapshot.ts';

/**
 * Deletes what autopurge may: see planPurge. A snapshot counts as kept only after its seal was checked.
 * Returns the names of the deleted files. Throws the error of the file system.
 */
export async function purgeDirectory(folders: StorageFolders, retain: number): Promise<string[]> {
  const { snapshotDirectory, logDirectory } = folders;
  const snapshots = await readdir(snapshotDirectory);
  const wanted = Math.max(retain, SNAPSHOTS_RETAINED_MIN);
  const verified = new Set<string>();
  for (const { name } of snapshotFiles(snapshots).reverse()) {
    if (verified.size === wanted) break;
    const isSound = await isSealed(path.join(snapshotDirectory, name)).catch(() => false);
    if (isSound) verified.add(name);
  }
  const plan = planPurge(snapshots, await readdir(logDirectory), verified, wanted);
  // Logs first: a snapshot may be all that shows where a log jumps.
  for (const name of plan.logs) await rm(path.join(logDirectory, name), { force: true });
  for (const name of plan.snapshots) await rm(path.join(snapshotDirectory, name), { force: true });
  return [...plan.logs, ...plan.snapshots];
}
