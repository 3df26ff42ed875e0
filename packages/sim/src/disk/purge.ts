import { DataTree, planPurge, SNAPSHOTS_RETAINED_MIN, SnapshotError, snapshotFiles } from '@vivarium/engine';
import { readSnapshot } from './recover.ts';
import type { SimDirectory } from './sim-directory.ts';

/** Deletes what autopurge may, as the host does; answers how many files. */
export function purge(directory: SimDirectory): number {
  const names = directory.names();
  const verified = new Set<string>();
  for (const { name } of snapshotFiles(names).reverse()) {
    if (verified.size === SNAPSHOTS_RETAINED_MIN) break;
    if (isSound(directory, name)) verified.add(name);
  }
  const { snapshots, logs } = planPurge(names, names, verified, SNAPSHOTS_RETAINED_MIN);
  for (const name of [...logs, ...snapshots]) directory.purge(name);
  return snapshots.length + logs.length;
}

function isSound(directory: SimDirectory, name: string): boolean {
  try {
    readSnapshot(directory.file(name).contents(), new DataTree());
    return true;
  } catch (error) {
    if (error instanceof SnapshotError) return false;
    throw error;
  }
}
