import { logFiles, snapshotFiles } from '@vivarium/engine';

/** A file of the history as the disk has it. */
export interface HistoryFile {
  readonly name: string;
  readonly bytes: number;
  /** Wall clock of the last write, ms since 1970. */
  readonly writtenMs: number;
}

export interface RetentionLimits {
  readonly bytesMax: number;
  readonly ageMaxMs: number;
}

/** One to start from, and one more in case it cannot be read. */
const SNAPSHOTS_KEPT = 2;

/**
 * The files to delete, oldest first, so that the history stays within its limits. What is needed to recover the newest
 * state always stays: the two newest snapshots and the logs behind the older one of them.
 */
export function planRetention(
  files: readonly HistoryFile[],
  nowMs: number,
  { bytesMax, ageMaxMs }: RetentionLimits,
): string[] {
  const names = files.map(({ name }) => name);
  const snapshots = snapshotFiles(names);
  const kept = snapshots.slice(-SNAPSHOTS_KEPT);
  const gone = snapshots.slice(0, -SNAPSHOTS_KEPT).map(({ name }) => name);
  const [oldest] = kept;
  if (oldest === undefined) return [];
  const logs = logFiles(names);
  let bytes = files.filter(({ name }) => !gone.includes(name)).reduce((sum, file) => sum + file.bytes, 0);
  for (const [at, log] of logs.entries()) {
    const next = logs[at + 1];
    // A log ends where the next one begins: only then is it known to be older than the snapshot.
    if (next === undefined || next.zxid > oldest.zxid + 1) break;
    const file = files.find(({ name }) => name === log.name);
    if (file === undefined || (bytes <= bytesMax && nowMs - file.writtenMs <= ageMaxMs)) break;
    gone.push(log.name);
    bytes -= file.bytes;
  }
  return gone;
}
