import { epochOf, hex64, type Zxid } from '@vivarium/jute';
import type { Judge } from '../judge.ts';
import type { Logged } from './member-log.ts';

interface Primary {
  readonly sid: number;
  /** What it proposed, in the order in which it did. */
  readonly proposed: Logged[];
}

/** What primaries proposed, noted as they did it and not as anyone received it. */
export class Broadcasts {
  private readonly judge: Judge;
  private readonly primaries = new Map<number, Primary>();
  private readonly places = new Map<Zxid, number>();
  /** The newest epoch in which anything was proposed. */
  newestEpoch = 0;

  constructor(judge: Judge) {
    this.judge = judge;
  }

  /** An established leader proposes; true when it is the first time in its epoch. */
  proposed(sid: number, logged: Logged): boolean {
    const epoch = epochOf(logged.zxid);
    const primary = this.primaries.get(epoch);
    this.judge.looked('I10');
    if (primary === undefined) {
      this.primaries.set(epoch, { sid, proposed: [logged] });
      this.places.set(logged.zxid, 0);
      this.newestEpoch = Math.max(this.newestEpoch, epoch);
      if (logged.zxid !== epochStart(epoch) + 1) {
        this.judge.report('I10', `proposalInconsistent: epoch ${epoch} begins with ${hex64(logged.zxid)}`);
      }
      return true;
    }
    const last = primary.proposed.at(-1) as Logged;
    if (primary.sid !== sid || logged.zxid !== last.zxid + 1) {
      this.judge.report(
        'I10',
        `proposalInconsistent: member ${sid} proposed ${hex64(logged.zxid)} after ${hex64(last.zxid)} of ${primary.sid}`,
      );
    }
    this.places.set(logged.zxid, primary.proposed.length);
    primary.proposed.push(logged);
    return false;
  }

  /** The proposal of this zxid and its place among those of its primary. */
  find(zxid: Zxid): { readonly logged: Logged; readonly place: number } | null {
    const place = this.places.get(zxid);
    const logged = place === undefined ? undefined : this.primaries.get(epochOf(zxid))?.proposed[place];
    return place === undefined || logged === undefined ? null : { logged, place };
  }

  primaryOf(epoch: number): number | null {
    return this.primaries.get(epoch)?.sid ?? null;
  }
}

function epochStart(epoch: number): number {
  return epoch * 2 ** 32;
}
