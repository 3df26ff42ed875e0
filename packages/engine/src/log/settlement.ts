import { counterOf, FILE_HEADER_BYTES, type Zxid } from '@vivarium/jute';
import { logFiles, snapshotFiles } from './file-names.ts';
import type { LogFileEnd } from './txn-log-reader.ts';
import { zxidOfEntry } from './txn-record.ts';

/** What a recovered directory needs before anything is written to it. */
export interface Settlement {
  /** Logs to remove, in this order. */
  readonly remove: readonly string[];
  /** The log that is to end behind its last record. */
  readonly last: ReadLog | null;
}

/** A log that was read to its end. */
export interface ReadLog extends LogFileEnd {
  readonly name: string;
}

/**
 * 1. What an interrupted write left behind the last record is cut off together with the zeros, so that no reader,
 *    Apache's included, takes it for damage once other files follow.
 * 2. A last file without records goes, for a new one of the same name will come; one in the middle stays.
 *
 * `logs`: those that were read, oldest first.
 */
export function planSettlement(logs: readonly ReadLog[]): Settlement {
  const remove: string[] = [];
  for (const log of logs.toReversed()) {
    if (log.records > 0) return { remove, last: log };
    remove.push(log.name);
  }
  return { remove, last: null };
}

/** What goes when all transactions after a zxid are to be forgotten, in this order. */
export interface Truncation {
  /**
   * Durably before any log: were the log cut before them, a crash in between would leave a state in which they bring back
   * what was cut.
   */
  readonly snapshots: readonly string[];
  /** The newest first, so that what a crash leaves has no hole. */
  readonly logs: readonly string[];
  /** The log that the zxid is in, to be cut where `Cut` says. */
  readonly cut: string | null;
}

/** Null when no snapshot would remain: logs alone are no state, and what was deleted would be lost for good. */
export function planTruncation(
  snapshotNames: Iterable<string>,
  logNames: Iterable<string>,
  zxid: Zxid,
): Truncation | null {
  const found = snapshotFiles(snapshotNames);
  const snapshots = found.filter((each) => each.zxid > zxid);
  if (snapshots.length === found.length) return null;
  const all = logFiles(logNames);
  const logs = all.filter((each) => each.zxid > zxid);
  return {
    snapshots: snapshots.reverse().map(({ name }) => name),
    logs: logs.reverse().map(({ name }) => name),
    cut: all.findLast((each) => each.zxid <= zxid)?.name ?? null,
  };
}

/** Where recovery comes to when it passes over all that stands after a zxid. */
export interface Rebuilt {
  readonly lastZxid: Zxid;
  /** The first record that was passed over; null when there was none. */
  readonly beyond: Zxid | null;
}

/**
 * True when that is the state at `zxid`, and not an older one: where a member was sent a whole tree its log has a hole. The
 * beginning of an epoch stands in no log; it is the state before the epoch's first transaction.
 */
export function isRebuilt(zxid: Zxid, { lastZxid, beyond }: Rebuilt): boolean {
  return lastZxid === zxid || (counterOf(zxid) === 0 && beyond === zxid + 1);
}

/** Finds where the first record after a zxid begins in a log. */
export class Cut {
  private readonly zxid: Zxid;
  private at: number | null = null;

  constructor(zxid: Zxid) {
    this.zxid = zxid;
  }

  take(entry: Uint8Array, offset: number): void {
    if (this.at === null && zxidOfEntry(entry) > this.zxid) this.at = offset;
  }

  /** The bytes to keep: all records when none comes after the zxid. */
  bytes({ validBytes }: Pick<LogFileEnd, 'validBytes'>): number {
    return this.at ?? Math.max(validBytes, FILE_HEADER_BYTES);
  }
}
