import { counterOf, type Zxid } from '@vivarium/jute';
import { Fifo } from '../../pipeline/fifo.ts';

/** A transaction as it stands in the log: header, txn, optional digest. The bytes are never encoded anew. */
export interface LoggedEntry {
  readonly zxid: Zxid;
  readonly entry: Uint8Array;
}

/** Most entries that are kept. Source: Apache's commitLogCount. */
export const COMMITTED_LOG_MAX = 500;

/** The newest committed transactions, oldest first: what a learner that was away for a moment needs. */
export class CommittedLog {
  private readonly entries = new Fifo<LoggedEntry>();

  add(zxid: Zxid, entry: Uint8Array): void {
    const last = this.entries.peekLast();
    if (last !== undefined && zxid !== last.zxid + 1 && counterOf(zxid) !== 1) {
      throw new Error(`history has a hole between 0x${last.zxid.toString(16)} and 0x${zxid.toString(16)}`);
    }
    this.entries.push({ zxid, entry });
    if (this.entries.length > COMMITTED_LOG_MAX) this.entries.shift();
  }

  clear(): void {
    this.entries.clear();
  }

  /** Entries after `zxid`, oldest first. */
  after(zxid: Zxid): LoggedEntry[] {
    return [...this.entries].filter((each) => each.zxid > zxid);
  }

  zxids(): Zxid[] {
    return [...this.entries].map((each) => each.zxid);
  }
}
