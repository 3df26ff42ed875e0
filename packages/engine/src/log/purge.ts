import { logFiles, snapshotFiles } from './file-names.ts';

/** Apache's smallest autopurge.snapRetainCount. */
export const SNAPSHOTS_RETAINED_MIN = 3;

/** Files to delete, in the order in which to delete them. */
export interface PurgePlan {
  readonly snapshots: readonly string[];
  readonly logs: readonly string[];
}

/**
 * What autopurge may delete: snapshots older than the `retain` newest that can be read, and the logs that
 * none of the kept ones needs. Only `verified` snapshots count, for a damaged one is nothing to fall back on.
 * Source: Apache's PurgeTxnLog.
 */
export function planPurge(
  snapshotNames: Iterable<string>,
  logNames: Iterable<string>,
  verified: ReadonlySet<string>,
  retain: number,
): PurgePlan {
  const snapshots = snapshotFiles(snapshotNames);
  const sound = snapshots.filter((snapshot) => verified.has(snapshot.name));
  const oldestKept = sound.slice(-Math.max(retain, SNAPSHOTS_RETAINED_MIN))[0];
  if (oldestKept === undefined) return { snapshots: [], logs: [] };
  const older = logFiles(logNames).filter((log) => log.zxid <= oldestKept.zxid);
  // The newest of these may go on behind the snapshot's zxid.
  older.pop();
  return {
    snapshots: snapshots.filter((each) => each.zxid < oldestKept.zxid).map((each) => each.name),
    logs: older.map((each) => each.name),
  };
}
