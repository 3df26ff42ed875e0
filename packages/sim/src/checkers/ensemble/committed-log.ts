import { readEntry, type TxnEntry } from '@vivarium/engine';
import { ByteReader, epochOf, hex64, type Zxid } from '@vivarium/jute';
import type { Judge } from '../judge.ts';
import type { Broadcasts } from './broadcasts.ts';
import { type Logged, MemberLog, placeAfter } from './member-log.ts';

/**
 * The history that the ensemble agreed on, as far as any member has delivered it. Each member's deliveries are compared
 * with it as they happen, each entry of a log once:
 *
 * 1. A transaction is delivered when a serving member's tree has it; a member that begins to serve has delivered all
 *    that its tree holds, for that is what synchronization is about.
 * 2. The first delivery beyond the end makes the history longer: it must be what a primary proposed (I4), the next of
 *    that primary (I7), and of no earlier epoch than those before (I8) nor than those in which someone broadcast (I9).
 * 3. Every other delivery must be the history's next for this member: with the same bytes (I3), without passing one over
 *    (I5), without one that others passed over (I6).
 * 4. A new leader must hold all of it (I13), what is cut off must not belong to it (I14), and whatever is cut or lost, a
 *    quorum holds its end (I11).
 */
export class CommittedLog {
  readonly logs = new Map<number, MemberLog>();
  private readonly history: Logged[] = [];
  /** For each of the history: the lowest epoch in which somebody delivered it. */
  private readonly deliveredIn: number[] = [];
  private readonly places = new Map<Zxid, number>();
  private readonly judge: Judge;
  private readonly broadcasts: Broadcasts;

  constructor(judge: Judge, broadcasts: Broadcasts) {
    this.judge = judge;
    this.broadcasts = broadcasts;
  }

  get length(): number {
    return this.history.length;
  }

  get last(): Logged | undefined {
    return this.history.at(-1);
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
    const own = this.log(sid).find(zxid);
    return place !== undefined && own?.sum === this.history[place]?.sum;
  }

  log(sid: number): MemberLog {
    let log = this.logs.get(sid);
    if (log === undefined) {
      log = new MemberLog();
      this.logs.set(sid, log);
    }
    return log;
  }

  stopped(sid: number): void {
    this.log(sid).delivered = null;
  }

  /** The member serves in `epoch`, and its tree is at `applied`, to which it came over `order` while it served. */
  delivered(sid: number, epoch: number, applied: Zxid, order: readonly Zxid[]): void {
    const log = this.log(sid);
    const { delivered } = log;
    if (delivered === applied) return;
    log.delivered = applied;
    if (delivered !== null) {
      this.judge.looked('I11');
      if (applied < delivered) {
        this.judge.report('I11', `member ${sid} went back from ${hex64(delivered)} to ${hex64(applied)}`);
        return;
      }
      this.checkOrder(sid, delivered, order);
    }
    this.compare(sid, epoch, log, applied);
  }

  /** A tree that was sent took the place of the member's own. */
  replaced(sid: number, zxid: Zxid): void {
    this.judge.looked('I14');
    const log = this.log(sid);
    for (let at = log.entries.length - 1; at >= 0; at--) {
      const each = log.entries[at] as Logged;
      if (each.zxid <= zxid) break;
      if (!this.agrees(sid, each.zxid)) continue;
      this.judge.report('I14', `member ${sid} was sent ${hex64(zxid)}, it had ${hex64(each.zxid)}`);
      break;
    }
    log.replaced(zxid);
  }

  leads(sid: number, epoch: number): void {
    this.checkComplete(sid, epoch, Number.POSITIVE_INFINITY, 'leads');
  }

  /**
   * An epoch is stored behind the history that it began with: by it the member may be elected before those that have more.
   *
   * Not all has to be there of an epoch that nobody came to lead. 1. It began with what its leader to be had, which is
   * all that was committed by then. 2. A proposal that was not may yet be committed, by a later leader that has it.
   * 3. A quorum has stored the epoch of that one, and elects nobody any more by this.
   */
  mayLead(sid: number, epoch: number, wasLed: boolean): void {
    const newest = wasLed ? Number.POSITIVE_INFINITY : epoch;
    this.checkComplete(sid, epoch, newest, 'comes back, and may lead, with');
  }

  /** What was delivered first in an epoch after `newest` may be missing. */
  private checkComplete(sid: number, epoch: number, newest: number, how: string): void {
    const log = this.log(sid);
    for (let at = this.history.length - 1; at >= 0; at--) {
      const each = this.history[at] as Logged;
      if (epochOf(each.zxid) >= epoch || (this.deliveredIn[at] as number) > newest) continue;
      this.judge.looked('I13');
      if (log.holds(each)) continue;
      this.judge.report('I13', `member ${sid} ${how} epoch ${epoch} without ${hex64(each.zxid)}`);
      return;
    }
  }

  /** Its first proposal of the epoch was made: noted then, and not when somebody hears of it. */
  broadcastBegan(sid: number, epoch: number): void {
    this.judge.looked('I9');
    const { compared } = this.log(sid);
    const missing = this.history.findLast(({ zxid }) => epochOf(zxid) < epoch);
    if (missing === undefined || missing.zxid <= compared) return;
    this.judge.report('I9', `member ${sid} broadcasts in epoch ${epoch} without ${hex64(missing.zxid)}`);
  }

  /**
   * Transactions after `zxid` were cut off in a member that is to follow; `holders` counts the voters whose disks have
   * one. A leader may cut what it has proposed again and not committed yet, and commit it while the cut goes on: that is
   * no harm as long as a quorum without this member has it.
   */
  truncated(sid: number, zxid: Zxid, quorum: number, holders: (logged: Logged) => number): void {
    this.judge.looked('I14');
    for (let at = this.history.length - 1; at >= 0; at--) {
      const each = this.history[at] as Logged;
      if (each.zxid <= zxid) return;
      if (!this.agrees(sid, each.zxid) || holders(each) >= quorum) continue;
      this.judge.report('I14', `member ${sid} was cut at ${hex64(zxid)}, ${hex64(each.zxid)} is committed`);
      return;
    }
  }

  /** Some log has lost its end: the newest transaction that anyone delivered must still be held by a quorum. */
  checkHeld(quorum: number, holders: (logged: Logged) => number): void {
    const { last } = this;
    if (last === undefined) return;
    this.judge.looked('I11');
    const count = holders(last);
    if (count >= quorum) return;
    this.judge.report('I11', `${hex64(last.zxid)} was delivered and is left on ${count} disks of voters`);
  }

  /** Of what a serving member applied, one after the other: no zxid comes behind a higher one, none twice. */
  private checkOrder(sid: number, delivered: Zxid, order: readonly Zxid[]): void {
    let before = delivered;
    for (const zxid of order) {
      if (zxid <= before) {
        const [invariant, what] =
          epochOf(zxid) < epochOf(before) ? (['I8', 'of a lower epoch'] as const) : (['I7', ''] as const);
        this.judge.report(invariant, `member ${sid} delivered ${hex64(zxid)} ${what} after ${hex64(before)}`);
      }
      before = zxid;
    }
  }

  /** Walks along the log and the history, from where they were compared before. */
  private compare(sid: number, epoch: number, log: MemberLog, applied: Zxid): void {
    const { history, deliveredIn } = this;
    let place = placeAfter(history, log.compared);
    for (let at = log.after(log.compared); at < log.entries.length; at++) {
      const each = log.entries[at] as Logged;
      if (each.zxid > applied) break;
      this.checkProposed(sid, each);
      place = this.passOver(sid, place, each.zxid);
      const expected = history[place];
      if (expected === undefined) this.extend(sid, each);
      else if (expected.zxid !== each.zxid) {
        this.judge.report('I6', `member ${sid} delivered ${hex64(each.zxid)}, which others passed over`);
        this.checkEpoch(sid, each);
        continue;
      } else if (expected.sum !== each.sum) {
        this.judge.report('I3', `member ${sid} delivered another ${hex64(each.zxid)} than the others`);
      }
      deliveredIn[place] = Math.min(deliveredIn[place] ?? epoch, epoch);
      this.judge.looked('I3');
      place++;
    }
    this.passOver(sid, place, (applied + 1) as Zxid);
    log.compared = applied;
  }

  /** What the history has before `zxid` and the member has not. */
  private passOver(sid: number, from: number, zxid: Zxid): number {
    let place = from;
    for (let each = this.history[place]; each !== undefined && each.zxid < zxid; ) {
      this.judge.report('I5', `member ${sid} passed over ${hex64(each.zxid)}`);
      each = this.history[++place];
    }
    this.judge.looked('I5');
    this.judge.looked('I6');
    return place;
  }

  private checkProposed(sid: number, { zxid, sum }: Logged): void {
    this.judge.looked('I4');
    const proposal = this.broadcasts.find(zxid);
    if (proposal?.logged.sum === sum) return;
    const what = proposal === null ? 'which no primary proposed' : 'which is not what its primary proposed';
    this.judge.report('I4', `member ${sid} delivered ${hex64(zxid)}, ${what}`);
  }

  private checkEpoch(sid: number, { zxid }: Logged): void {
    this.judge.looked('I8');
    const { last, broadcasts } = this;
    const epoch = epochOf(zxid);
    if (last !== undefined && epoch < epochOf(last.zxid)) {
      this.judge.report(
        'I8',
        `member ${sid} delivered ${hex64(zxid)}, others had ${hex64(last.zxid)} before`,
      );
    }
    if (epoch < broadcasts.newestEpoch) {
      const { newestEpoch } = broadcasts;
      const primary = broadcasts.primaryOf(newestEpoch);
      this.judge.report(
        'I9',
        `member ${sid} delivered ${hex64(zxid)}, which ${primary} had not when it broadcast in epoch ${newestEpoch}`,
      );
    }
  }

  private extend(sid: number, each: Logged): void {
    const { last, broadcasts } = this;
    this.checkEpoch(sid, each);
    const place = broadcasts.find(each.zxid)?.place ?? 0;
    const isSame = last !== undefined && epochOf(last.zxid) === epochOf(each.zxid);
    const before = isSame ? (broadcasts.find(last.zxid)?.place ?? -1) : -1;
    this.judge.looked('I7');
    if (place !== before + 1) {
      this.judge.report(
        'I7',
        `member ${sid} delivered ${hex64(each.zxid)}, proposal ${place} of its primary, after proposal ${before}`,
      );
    }
    this.places.set(each.zxid, this.history.length);
    this.history.push(each);
  }
}
