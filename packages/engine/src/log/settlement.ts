import { FILE_HEADER_BYTES, type Zxid } from '@vivarium/jute';
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

export function planTruncation(
  snapshotNames: Iterable<string>,
  logNames: Iterable<string>,
  zxid: Zxid,
): Truncation {
  const snapshots = snapshotFiles(snapshotNames).filter((each) => each.zxid > zxid);
  const all = logFiles(logNames);
  const logs = all.filter((each) => each.zxid > zxid);
  return {
    snapshots: snapshots.reverse().map(({ name }) => name),
    logs: logs.reverse().map(({ name }) => name),
    cut: all.findLast((each) => each.zxid <= zxid)?.name ?? null,
  };
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
