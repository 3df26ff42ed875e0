import { counterOf, epochOf, type Zxid } from '@vivarium/jute';
import { logFiles, type NamedFile, snapshotFiles } from './file-names.ts';

/** What a directory offers to recover from. */
export interface RecoveryPlan {
  /** Newest first; the first that can be read whole is the start. */
  readonly snapshots: readonly NamedFile[];
  /** Oldest first. */
  readonly logs: readonly NamedFile[];
}

/** What stands in the folders of snapshots and of logs; other files are none of ours and are not looked at. */
export function planRecovery(snapshotNames: Iterable<string>, logNames: Iterable<string>): RecoveryPlan {
  return { snapshots: snapshotFiles(snapshotNames).reverse(), logs: logFiles(logNames) };
}

/** The only zxid that may follow: the next of its epoch, or the first of a later one. */
export function isSuccessor(previous: Zxid, next: Zxid): boolean {
  if (epochOf(previous) === epochOf(next)) return counterOf(next) === counterOf(previous) + 1;
  return epochOf(next) > epochOf(previous) && counterOf(next) === 1;
}

/**
 * The logs that hold what comes after `from`, oldest first: those named after a later zxid, and the one before them,
 * for a file's name says only where it begins.
 */
export function logsAfter(logs: readonly NamedFile[], from: Zxid): NamedFile[] {
  const later = logs.filter((log) => log.zxid > from);
  const [first] = later;
  if (first !== undefined && first.zxid === from + 1) return later;
  const before = logs.filter((log) => log.zxid <= from).at(-1);
  return before === undefined ? later : [before, ...later];
}
