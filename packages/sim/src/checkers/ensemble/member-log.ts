import { ByteReader, type Zxid } from '@vivarium/jute';

/** One transaction as a member was given it. */
export interface Logged {
  readonly zxid: Zxid;
  /** The record's checksum: equal for equal bytes. */
  readonly sum: number;
  readonly entry: Uint8Array;
}

/** Splits what a member appends to its log: checksum, length, entry, end mark, again and again. */
export function readRecords(records: Uint8Array): Logged[] {
  const bytes = records.slice();
  const reader = new ByteReader(bytes);
  const found: Logged[] = [];
  for (let at = 0; at < bytes.length; ) {
    const sum = reader.reset(bytes, at + 4).i32();
    const length = reader.i32();
    const entry = bytes.subarray(at + 12, at + 12 + length);
    const zxid = reader.reset(entry, 12).i64() as Zxid;
    found.push({ zxid, sum, entry });
    at += 13 + length;
  }
  return found;
}

/** What one member has in its log, by zxid, and how much of it was compared with what was agreed on. */
export class MemberLog {
  readonly entries: Logged[] = [];
  /** Trees that the member was sent, by zxid: behind each the log may have a hole, or what was never committed. */
  private readonly bases: Zxid[] = [];
  /** What the log holds beyond the newest of these trees until it is cut: a start in between finds it. */
  private excess: readonly Logged[] = [];
  /** Up to here the log was found equal to the agreed history. */
  compared = 0 as Zxid;
  /** Delivered up to here, while it serves; null while it does not. */
  delivered: Zxid | null = null;

  /** Up to here the member holds a tree that it was sent. */
  get base(): Zxid {
    return this.bases.at(-1) ?? (0 as Zxid);
  }

  get last(): Zxid {
    return Math.max(this.base, this.entries.at(-1)?.zxid ?? 0) as Zxid;
  }

  /** False when it does not come behind all that is there; then it takes the place of what it contradicts. */
  append(logged: Logged): boolean {
    const isNext = logged.zxid > (this.entries.at(-1)?.zxid ?? 0);
    if (!isNext) this.entries.length = this.after((logged.zxid - 1) as Zxid);
    this.entries.push(logged);
    return isNext;
  }

  cut(lastZxid: Zxid): void {
    this.excess = [];
    this.entries.length = this.after(lastZxid);
    this.delivered = null;
    if (this.compared > lastZxid) this.compared = lastZxid;
    this.forgetTreesAfter(lastZxid);
  }

  /** A start found this log behind a tree at `tree`: what was ordered before may not have come to the disk. */
  recovered(lastZxid: Zxid, tree: Zxid): void {
    this.entries.push(...this.excess);
    this.forgetTreesAfter(tree);
    this.cut(lastZxid);
  }

  replaced(zxid: Zxid): void {
    // What the log holds beyond the tree is no part of the member's history any more, and may be logged once more.
    this.excess = this.entries.splice(this.after(zxid));
    this.bases.push(zxid);
    this.compared = zxid;
    this.delivered = null;
  }

  find(zxid: Zxid): Logged | undefined {
    const found = this.entries[this.after((zxid - 1) as Zxid)];
    return found?.zxid === zxid ? found : undefined;
  }

  holds(logged: Logged): boolean {
    return logged.zxid <= this.base || this.find(logged.zxid)?.sum === logged.sum;
  }

  /** The place of the first entry after `zxid`. */
  after(zxid: Zxid): number {
    return placeAfter(this.entries, zxid);
  }

  private forgetTreesAfter(zxid: Zxid): void {
    while (this.base > zxid) {
      this.bases.pop();
      this.compared = this.base;
    }
  }
}

/** The place of the first one after `zxid` in a list by zxid. */
export function placeAfter(list: readonly Logged[], zxid: Zxid): number {
  let low = 0;
  let high = list.length;
  // Most questions are about the end.
  if (high > 0 && (list[high - 1] as Logged).zxid <= zxid) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Logged).zxid > zxid) high = middle;
    else low = middle + 1;
  }
  return low;
}
