import type { QuorumView } from '@vivarium/engine';
import { epochOf, hex64, type Zxid } from '@vivarium/jute';
import type { Judge } from '../judge.ts';
import { Broadcasts } from './broadcasts.ts';
import { CommittedLog } from './committed-log.ts';
import { LinkWatch, type Surroundings } from './link-watch.ts';
import { type Logged, readRecords } from './member-log.ts';
import { checkTypes, type Part } from './type-ok.ts';

/** What a member did in one step. */
export interface Step {
  readonly sid: number;
  /** Its view, where its part may have changed; null otherwise. */
  readonly view: QuorumView | null;
  readonly applied: Zxid;
  /** What it gave to its log. */
  readonly appended: readonly Uint8Array[];
  /** What it applied, in the order in which it did. */
  readonly committed: readonly Zxid[];
  /** The zxid of a tree that it began to store while it served nobody; null when it did not. */
  readonly storing: Zxid | null;
  /** Up to here its log is on its disk. */
  readonly flushed: Zxid;
  /** The zxid of a tree that its disk has now; null when it finished none. */
  readonly stored: Zxid | null;
}

/**
 * Watches the parts that members play, what they log and deliver in them, and the links between them. Knows of members
 * only what can be seen from outside: their views, what they give to the disk, and what goes over the wire.
 */
export class EnsembleChecks {
  readonly log: CommittedLog;
  /** Elections that ended with an established leader. */
  established = 0;
  private readonly judge: Judge;
  private readonly voters: ReadonlySet<number>;
  private readonly quorum: number;
  private readonly broadcasts: Broadcasts;
  private readonly parts = new Map<number, Part>();
  private readonly leaderOf = new Map<number, number>();
  private readonly flushed = new Map<number, Zxid>();
  /** By leader and epoch: who acknowledged NEWLEADER. */
  private readonly newLeaderAcks = new Map<string, Set<number>>();
  /** By learner: who told it last that it is up to date, and in which epoch. */
  private readonly upToDate = new Map<number, string>();
  /** By learner: the tree that it was sent last and has not put in place. */
  private readonly treeSent = new Map<number, Zxid>();
  /** By learner: the commit that reached it last. */
  private readonly commits = new Map<number, Zxid>();
  private readonly around: Surroundings;

  /** `acceptedOnDisk`: the epoch in a member's acceptedEpoch file. */
  constructor(
    judge: Judge,
    voters: readonly number[],
    acceptedOnDisk: (sid: number) => number = () => Number.POSITIVE_INFINITY,
  ) {
    this.judge = judge;
    this.voters = new Set(voters);
    this.quorum = Math.floor(voters.length / 2) + 1;
    this.broadcasts = new Broadcasts(judge);
    this.log = new CommittedLog(judge, this.broadcasts);
    this.around = {
      isVoter: (sid) => this.voters.has(sid),
      flushed: (sid) => this.flushed.get(sid) ?? (0 as Zxid),
      acceptedOnDisk,
      isProposal: (zxid, entry) => isSame(this.broadcasts.find(zxid)?.logged.entry, entry),
      newLeaderAcked: (learner, leader, epoch) => this.newLeaderAcked(learner, leader, epoch),
      isEstablished: (leader, epoch) => this.isEstablished(leader, epoch),
      upToDate: (learner, leader, epoch) => this.upToDate.set(learner, `${leader} ${epoch}`),
      committed: (learner, zxid) => this.commits.set(learner, zxid),
      treeSent: (learner, zxid) => this.treeSent.set(learner, zxid),
    };
  }

  link(learner: number, leader: number): LinkWatch {
    return new LinkWatch(learner, leader, this.judge, this.around);
  }

  stepped(step: Step): void {
    const { sid, view, applied } = step;
    this.flushed.set(sid, Math.max(this.around.flushed(sid), step.flushed, step.stored ?? 0) as Zxid);
    const before = this.parts.get(sid);
    if (view !== null) this.look(sid, view);
    const part = this.parts.get(sid);
    if (step.storing !== null && this.treeSent.get(sid) === step.storing) {
      // A learner that was sent a tree stores it at once; a snapshot of its own has another zxid.
      this.treeSent.delete(sid);
      this.log.replaced(sid, step.storing);
    }
    const began = this.append(step, before);
    if (part?.isServing !== true) return;
    const hasBegun = before?.isServing !== true || before.epoch !== part.epoch;
    const { length } = this.log;
    this.log.delivered(sid, part.epoch, applied, step.committed);
    if (this.log.length > length) this.checkQuorum(sid);
    if (!hasBegun && !part.isLeading) this.checkCommits(sid, step.committed);
    if (began !== null) this.log.broadcastBegan(sid, began);
    if (hasBegun) this.began(sid, part);
  }

  isLeading(sid: number): boolean {
    return this.parts.get(sid)?.isLeading === true;
  }

  ended(sid: number): void {
    this.parts.delete(sid);
    this.treeSent.delete(sid);
    this.commits.delete(sid);
    this.log.stopped(sid);
  }

  /** What a member found on its disk is durable, and all that it has: a tree at `tree`, and its log from there. */
  recovered(sid: number, lastZxid: Zxid, tree: Zxid): void {
    this.flushed.set(sid, lastZxid);
    this.log.log(sid).recovered(lastZxid, tree);
    this.log.checkHeld(this.quorum, (logged) => this.holders(logged, null));
  }

  /** It comes back with this epoch, which gives its vote precedence over all of earlier ones. */
  mayLead(sid: number, epoch: number): void {
    if (this.voters.has(sid)) this.log.mayLead(sid, epoch, this.leaderOf.has(epoch));
  }

  truncated(sid: number, lastZxid: Zxid): void {
    this.flushed.set(sid, lastZxid);
    this.log.truncated(sid, lastZxid, this.quorum, (logged) => this.holders(logged, sid));
    this.log.log(sid).cut(lastZxid);
    this.log.checkHeld(this.quorum, (logged) => this.holders(logged, null));
  }

  /** Voters, without one, on whose disks it is. */
  private holders(logged: Logged, without: number | null): number {
    let count = 0;
    for (const sid of this.voters) {
      if (sid === without) continue;
      const log = this.log.log(sid);
      if (this.around.flushed(sid) >= logged.zxid && log.holds(logged)) count++;
    }
    return count;
  }

  /** Answers the epoch in which the member has just made its first proposal, or null. */
  private append({ sid, appended }: Step, before: Part | undefined): number | null {
    const part = this.parts.get(sid);
    const log = this.log.log(sid);
    let began: number | null = null;
    for (const records of appended) {
      for (const logged of readRecords(records)) {
        if (!log.append(logged)) {
          this.judge.report('I10', `proposalInconsistent: member ${sid} logged ${hex64(logged.zxid)} again`);
        }
        const epoch = epochOf(logged.zxid);
        const leads = (each: Part | undefined): boolean => each?.isLeading === true && each.epoch === epoch;
        if (leads(part) || leads(before)) {
          if (this.broadcasts.proposed(sid, logged)) began = epoch;
        } else if (part?.isServing === true) this.checkFollows(sid, part, logged);
      }
    }
    return began;
  }

  /** What a follower logs while it serves stands in its leader's log, behind the same transaction. */
  private checkFollows(sid: number, part: Part, logged: Logged): void {
    const leader = this.leaderOfPart(part);
    if (leader === null) return;
    this.judge.looked('I12');
    const own = this.log.log(sid);
    const its = this.log.log(leader);
    const from = Math.max(own.base, its.base);
    const place = its.after((logged.zxid - 1) as Zxid);
    const before = own.entries.at(-2)?.zxid ?? 0;
    const beforeIts = its.entries[place - 1]?.zxid ?? 0;
    const isBehind = before === beforeIts || (before <= from && beforeIts <= from);
    if (its.entries[place]?.sum === logged.sum && isBehind) return;
    this.judge.report('I12', `follower ${sid} logged ${hex64(logged.zxid)} otherwise than leader ${leader}`);
  }

  /** The leader that this member follows, as long as it still leads that epoch. */
  private leaderOfPart(part: Part): number | null {
    const { leader, epoch } = part;
    const other = leader === null ? undefined : this.parts.get(leader);
    return other?.isLeading === true && other.epoch === epoch ? leader : null;
  }

  /** All that two logs know of the same stretch must be equal when the follower is in step. */
  private checkPrefix(sid: number, leader: number): void {
    this.judge.looked('I12');
    const own = this.log.log(sid);
    const its = this.log.log(leader);
    const from = Math.max(own.base, its.base) as Zxid;
    let place = its.after(from);
    for (let at = own.after(from); at < own.entries.length; at++, place++) {
      const each = own.entries[at] as Logged;
      const other = its.entries[place];
      if (other?.zxid === each.zxid && other.sum === each.sum) continue;
      this.judge.report(
        'I12',
        `follower ${sid} has ${hex64(each.zxid)}, which leader ${leader} has not there`,
      );
      return;
    }
  }

  private look(sid: number, view: QuorumView): void {
    const before = this.parts.get(sid);
    const part: Part = {
      isServing: view.serving,
      isLeading: view.serving && view.state === 'leading',
      epoch: view.epoch,
      acceptedEpoch: view.acceptedEpoch,
      leader: view.leader,
    };
    checkTypes(sid, view, before, this.judge);
    this.parts.set(sid, part);
    if (!part.isServing) {
      this.log.stopped(sid);
      return;
    }
    if (part.isLeading && !(before?.isLeading === true && before.epoch === part.epoch))
      this.leads(sid, part.epoch);
  }

  private leads(sid: number, epoch: number): void {
    this.judge.looked('I1');
    this.judge.looked('I2');
    const other = this.leaderOf.get(epoch);
    if (other !== undefined && other !== sid) {
      const isNow = this.parts.get(other)?.isLeading === true && this.parts.get(other)?.epoch === epoch;
      if (isNow) this.judge.report('I1', `members ${other} and ${sid} lead epoch ${hex64(epoch)}`);
      this.judge.report('I2', `members ${other} and ${sid} have led epoch ${hex64(epoch)}`);
    }
    this.leaderOf.set(epoch, sid);
    this.established++;
    this.log.leads(sid, epoch);
  }

  /** A member began to serve: a leader with a quorum behind it, a learner because its leader said so. */
  private began(sid: number, part: Part): void {
    const { epoch, leader, isLeading } = part;
    this.judge.looked('I10');
    const isEntitled = isLeading
      ? this.isEstablished(sid, epoch)
      : this.upToDate.get(sid) === `${leader} ${epoch}`;
    if (!isEntitled) {
      this.judge.report('I10', `stateInconsistent: member ${sid} serves in epoch ${epoch} of ${leader}`);
    }
    const follows = isLeading ? null : this.leaderOfPart(part);
    if (follows !== null) this.checkPrefix(sid, follows);
  }

  /** Nobody delivers what is not on the disks of a quorum. */
  private checkQuorum(sid: number): void {
    const { last } = this.log;
    if (last === undefined) return;
    this.judge.looked('I10');
    const count = this.holders(last, null);
    if (count >= this.quorum) return;
    this.judge.report(
      'I10',
      `commitInconsistent: member ${sid} delivered ${hex64(last.zxid)}, which is on ${count} disks of voters`,
    );
  }

  /** A learner delivers only what its leader has said to be committed. */
  private checkCommits(sid: number, committed: readonly Zxid[]): void {
    const told = this.commits.get(sid) ?? 0;
    for (const zxid of committed) {
      this.judge.looked('I10');
      if (zxid <= told) continue;
      this.judge.report(
        'I10',
        `commitInconsistent: member ${sid} delivered ${hex64(zxid)} and was not told to`,
      );
    }
  }

  private newLeaderAcked(learner: number, leader: number, epoch: number): void {
    const key = `${leader} ${epoch}`;
    const acks = this.newLeaderAcks.get(key) ?? new Set([leader]);
    if (this.voters.has(learner)) acks.add(learner);
    this.newLeaderAcks.set(key, acks);
  }

  private isEstablished(leader: number, epoch: number): boolean {
    return (this.newLeaderAcks.get(`${leader} ${epoch}`)?.size ?? 1) >= this.quorum;
  }
}

function isSame(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && a.length === b.length && a.every((each, at) => each === b[at]);
}
