import { hex64, type Zxid } from '@vivarium/jute';
import type { MemberHost } from '../../host/member-host.ts';
import type { InvariantId } from '../../run/violation.ts';
import { CommittedLog } from './committed-log.ts';

type Report = (invariant: InvariantId, message: string) => void;

/** What is known of one member's part. */
interface Part {
  isServing: boolean;
  isLeading: boolean;
  epoch: number;
}

/** Watches the parts that members play, through their views, and what they deliver in them. */
export class EnsembleChecks {
  readonly log: CommittedLog;
  /** Elections that ended with an established leader. */
  established = 0;
  private readonly report: Report;
  private readonly parts = new Map<number, Part>();
  private readonly leaderOf = new Map<number, number>();

  constructor(report: Report) {
    this.report = report;
    this.log = new CommittedLog(report);
  }

  /** After each step of a member; its view is asked for only when its mode may have changed. */
  stepped(host: MemberHost, modeMayHaveChanged: boolean): void {
    const { sid, member } = host;
    const applied = member?.lastApplied;
    if (member === null || applied === undefined) return;
    if (modeMayHaveChanged) this.look(host);
    if (this.parts.get(sid)?.isServing === true) this.log.delivered(sid, applied);
  }

  isLeading(sid: number): boolean {
    return this.parts.get(sid)?.isLeading === true;
  }

  ended(sid: number): void {
    this.parts.delete(sid);
    this.log.stopped(sid);
  }

  recovered(sid: number, lastZxid: Zxid): void {
    this.log.cut(sid, lastZxid);
  }

  private look({ sid, member }: MemberHost): void {
    const view = member?.quorumView?.();
    if (view === undefined) return;
    const part = {
      isServing: view.serving,
      isLeading: view.serving && view.state === 'leading',
      epoch: view.epoch,
    };
    const before = this.parts.get(sid);
    this.parts.set(sid, part);
    if (!part.isServing) {
      this.log.stopped(sid);
      return;
    }
    if (part.isLeading && !(before?.isLeading === true && before.epoch === part.epoch))
      this.leads(sid, part.epoch);
  }

  private leads(sid: number, epoch: number): void {
    const other = this.leaderOf.get(epoch);
    if (other !== undefined && other !== sid) {
      const isNow = this.parts.get(other)?.isLeading === true && this.parts.get(other)?.epoch === epoch;
      this.report(isNow ? 'I1' : 'I2', `members ${other} and ${sid} lead epoch ${hex64(epoch)}`);
    }
    this.leaderOf.set(epoch, sid);
    this.established++;
    this.log.leads(sid, epoch);
  }
}
