import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ZooConfig } from '../config/zoo-config.ts';
import { storageFolders } from '../storage/data-directory.ts';

/** Bytes of the files of snapshots and of logs, as `dirs` and `conf` tell them. */
export function directorySizes(config: ZooConfig): { data: number; log: number } {
  const { snapshotDirectory, logDirectory } = storageFolders(config.dataDir, config.dataLogDir);
  return { data: sizeOf(snapshotDirectory), log: sizeOf(logDirectory) };
}

/** -1 when the directory cannot be looked at; a single file may go while we look. */
function sizeOf(directory: string): number {
  try {
    let bytes = 0;
    for (const name of readdirSync(directory))
      bytes += statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0;
    return bytes;
  } catch {
    return -1;
  }
}
