import { readEntry, type TxnEntry } from '@vivarium/engine';
import { ByteReader, counterOf, epochOf, hex64, type Zxid } from '@vivarium/jute';
import type { InvariantId } from '../../run/violation.ts';

/** One transaction as a member was given it. */
interface Logged {
  readonly zxid: Zxid;
  /** The record's checksum: equal for equal bytes. */
  readonly sum: number;
  readonly entry: Uint8Array;
}

/** What one member has in its log, and how much of it was delivered. */
interface MemberLog {
  readonly entries: Map<Zxid, Logged>;
  /** Up to here the member holds a tree that it was sent; its log before may hold what was never committed. */
  base: Zxid;
  /** Delivered up to here, while it serves; null while it does not. */
  delivered: Zxid | null;
}

type Report = (invariant: InvariantId, message: string) => void;

/**
 * The history that the ensemble agreed on, as far as any member has delivered it. Each member's deliveries are compared
 * with it as they happen:
 *
 * 1. A transaction is delivered when a serving member's tree has it; a member that begins to serve has delivered all
 *    that its log holds, for that is what synchronization is about.
 * 2. The first delivery beyond the end makes the history longer; it must come from a later zxid, in the order of its
 *    primary (I7, I8).
 * 3. Every other delivery must be the history's next for this member (I3, I5, I6), with the same bytes (I4).
 * 4. A new leader must hold all of it (I13), and what is cut off must not belong to it (I14).
 */
export class CommittedLog {
  private readonly members = new Map<number, MemberLog>();
  private readonly history: Logged[] = [];
  private readonly places = new Map<Zxid, number>();
  private readonly report: Report;

  constructor(report: Report) {
    this.report = report;
  }

  get length(): number {
    return this.history.length;
  }

  entries(): TxnEntry[] {
    return this.history.map((each) => readEntry(new ByteReader(each.entry)));
  }

  has(zxid: Zxid): boolean {
    return this.places.has(zxid);
  }

  /** True when this member's log has the history's own transaction at `zxid`. */
  agrees(sid: number, zxid: Zxid): boolean {
    const place = this.places.get(zxid);
    const own = this.member(sid).entries.get(zxid);
    return place !== undefined && own?.sum === this.history[place]?.sum;
  }

  appended(sid: number, records: Uint8Array): void {
    const bytes = records.slice();
    const { entries } = this.member(sid);
    const reader = new ByteReader(bytes);
    for (let at = 0; at < bytes.length; ) {
      const sum = reader.reset(bytes, at + 4).i32();
      const length = reader.i32();
      const entry = bytes.subarray(at + 12, at + 12 + length);
      const zxid = reader.reset(entry, 12).i64() as Zxid;
      entries.set(zxid, { zxid, sum, entry });
      at += 13 + length;
    }
  }

  /** The member starts anew, or its log was cut: it has nothing after `lastZxid`. */
  cut(sid: number, lastZxid: Zxid): void {
    const member = this.member(sid);
    for (const zxid of [...member.entries.keys()]) if (zxid > lastZxid) member.entries.delete(zxid);
    member.delivered = null;
    if (member.base > lastZxid) member.base = 0 as Zxid;
  }

  stopped(sid: number): void {
    this.member(sid).delivered = null;
  }

  /** The member serves, and its tree is at `applied`. */
  delivered(sid: number, applied: Zxid): void {
    const member = this.member(sid);
    if (member.delivered === applied) return;
    if (member.delivered === null) this.began(sid, member, applied);
    else if (applied < member.delivered) {
      this.report('I11', `member ${sid} went back from ${hex64(member.delivered)} to ${hex64(applied)}`);
    } else {
      for (const each of between(member, member.delivered, applied)) this.deliver(sid, each);
      this.checkNoneMissed(sid, member, member.delivered, applied);
    }
    member.delivered = applied;
  }

  /** A tree that was sent took the place of the member's own. */
  replaced(sid: number, zxid: Zxid): void {
    const member = this.member(sid);
    member.base = zxid;
    member.delivered = null;
  }

  leads(sid: number, epoch: number): void {
    const { entries, base } = this.member(sid);
    for (let at = this.history.length - 1; at >= 0; at--) {
      const each = this.history[at] as Logged;
      if (each.zxid <= base || epochOf(each.zxid) >= epoch) continue;
      if (entries.get(each.zxid)?.sum !== each.sum) {
        this.report('I13', `member ${sid} leads epoch ${epoch} without ${hex64(each.zxid)}`);
        return;
      }
    }
  }

  /**
   * Transactions after `zxid` were cut off in a member that is to follow; `holders` counts the voters whose disks have
   * one. A leader may cut what it has proposed again and not committed yet, and commit it while the cut goes on: that is
   * no harm as long as a quorum without this member has it.
   */
  truncated(sid: number, zxid: Zxid, quorum: number, holders: (zxid: Zxid) => number): void {
    for (let at = this.history.length - 1; at >= 0; at--) {
      const each = this.history[at] as Logged;
      if (each.zxid <= zxid) return;
      if (!this.agrees(sid, each.zxid) || holders(each.zxid) >= quorum) continue;
      this.report('I14', `member ${sid} was cut at ${hex64(zxid)}, ${hex64(each.zxid)} is committed`);
      return;
    }
  }

  private began(sid: number, member: MemberLog, applied: Zxid): void {
    for (const each of between(member, member.base, applied)) this.deliver(sid, each);
    this.checkNoneMissed(sid, member, member.base, applied);
  }

  private checkNoneMissed(sid: number, member: MemberLog, from: Zxid, to: Zxid): void {
    for (let at = this.history.length - 1; at >= 0; at--) {
      const { zxid } = this.history[at] as Logged;
      if (zxid <= from) return;
      if (zxid <= to && !member.entries.has(zxid)) {
        this.report('I5', `member ${sid} is at ${hex64(to)} without ${hex64(zxid)}`);
        return;
      }
    }
  }

  private deliver(sid: number, each: Logged): void {
    const place = this.places.get(each.zxid);
    if (place !== undefined) {
      if ((this.history[place] as Logged).sum !== each.sum) {
        this.report('I3', `member ${sid} delivered another ${hex64(each.zxid)} than the others`);
      }
      return;
    }
    const last = this.history.at(-1);
    if (last !== undefined && each.zxid < last.zxid) {
      this.report('I6', `member ${sid} delivered ${hex64(each.zxid)}, which others passed over`);
      return;
    }
    const follows =
      last === undefined ||
      (epochOf(last.zxid) === epochOf(each.zxid) ? each.zxid === last.zxid + 1 : counterOf(each.zxid) === 1);
    if (!follows) {
      this.report('I7', `member ${sid} delivered ${hex64(each.zxid)} after ${hex64(last?.zxid ?? 0)}`);
    }
    this.places.set(each.zxid, this.history.length);
    this.history.push(each);
  }

  private member(sid: number): MemberLog {
    let member = this.members.get(sid);
    if (member === undefined) {
      member = { entries: new Map(), base: 0 as Zxid, delivered: null };
      this.members.set(sid, member);
    }
    return member;
  }
}

/** The entries of a member's log from one zxid to another, in their order. */
function between({ entries }: MemberLog, from: Zxid, to: Zxid): Logged[] {
  const found: Logged[] = [];
  // One after the other is the rule; the whole log is looked at only where a member begins to serve.
  if (to - from < 10_000) {
    for (let zxid = from + 1; zxid <= to; zxid++) {
      const each = entries.get(zxid as Zxid);
      if (each !== undefined) found.push(each);
    }
    return found;
  }
  for (const each of entries.values()) if (each.zxid > from && each.zxid <= to) found.push(each);
  return found.sort((a, b) => a.zxid - b.zxid);
}
