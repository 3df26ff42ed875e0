import type { Zxid } from '@vivarium/jute';
import { logFiles, snapshotFiles } from './file-names.ts';
import { isSuccessor, logsAfter } from './recovery.ts';
import { zxidOfEntry } from './txn-record.ts';

/** A transaction as the log holds it. */
export interface HistoryEntry {
  readonly zxid: Zxid;
  readonly entry: Uint8Array;
}

export interface HistoryRange {
  /** What the asker has; the answer begins there, or with the entry before when the log has no such entry. */
  readonly from: Zxid;
  /** The last entry that is durable: what stands behind it may still be being written. */
  readonly durable: Zxid;
  /** No answer is larger. */
  readonly bytesMax: number;
}

/**
 * A stretch of history out of a log that is read piece by piece, oldest first: empty when it would be too large, when
 * the log does not reach back, or when it is not known to be without a hole.
 *
 * Holes: where a member received a whole tree, its log jumps. Within an epoch the numbers show it. Between epochs, and
 * where nothing was logged since, they do not, but there the received tree was stored as a snapshot, and its zxid is that
 * of no entry.
 */
export class HistoryStretch {
  private readonly range: HistoryRange;
  private entries: HistoryEntry[] = [];
  private bytes = 0;
  private isUsable: boolean;
  private isOver = false;

  constructor(range: HistoryRange) {
    this.range = range;
    this.isUsable = range.from <= range.durable;
  }

  /** False when no further entry can change the answer. */
  get wantsMore(): boolean {
    return this.isUsable && !this.isOver;
  }

  /** Names of the logs to read, in order; the first may hold the last entry that both have. */
  logsIn(names: Iterable<string>): string[] {
    return logsAfter(logFiles(names), (this.range.from - 1) as Zxid).map(({ name }) => name);
  }

  /** The next entry of the logs; it is copied. */
  take(entry: Uint8Array): void {
    const { from, durable, bytesMax } = this.range;
    const zxid = zxidOfEntry(entry);
    if (!this.wantsMore || zxid > durable) return;
    this.isOver = zxid === durable;
    const last = this.entries.at(-1);
    if (last !== undefined && zxid <= from) {
      // Only the newest of those that the asker may have is of use.
      this.entries = [];
      this.bytes = 0;
    } else if (last !== undefined && !isSuccessor(last.zxid, zxid)) this.isUsable = false;
    this.bytes += entry.length;
    this.isUsable &&= this.bytes <= bytesMax;
    if (this.isUsable) this.entries.push({ zxid, entry: entry.slice() });
  }

  /** The answer, given the names of the snapshots beside the log. */
  result(snapshotNames: Iterable<string>): HistoryEntry[] {
    const first = this.entries[0];
    if (!this.isUsable || first === undefined || first.zxid > this.range.from) return [];
    const known = new Set(this.entries.map((each) => each.zxid));
    const jumps = snapshotFiles(snapshotNames).some(({ zxid }) => zxid > first.zxid && !known.has(zxid));
    return jumps ? [] : this.entries;
  }
}
