import type { LearnerTraffic } from '@vivarium/engine';

const NONE: Omit<LearnerTraffic, 'sid'> = {
  proposals: 0,
  commits: 0,
  informs: 0,
  acks: 0,
  pings: 0,
  answers: 0,
};

/** Turns counts since a learner came into counts since the last look. */
export class TrafficMeter {
  private last = new Map<number, LearnerTraffic>();

  /** Learners with which something was exchanged since the last look. */
  since(now: readonly LearnerTraffic[]): LearnerTraffic[] {
    const moved: LearnerTraffic[] = [];
    for (const each of now) {
      const before = this.last.get(each.sid);
      // A learner that came again counts from the start.
      const base = before === undefined || isBehind(each, before) ? NONE : before;
      const delta = {
        sid: each.sid,
        proposals: each.proposals - base.proposals,
        commits: each.commits - base.commits,
        informs: each.informs - base.informs,
        acks: each.acks - base.acks,
        pings: each.pings - base.pings,
        answers: each.answers - base.answers,
      };
      const { sid: _, ...counts } = delta;
      if (Object.values(counts).some((count) => count > 0)) moved.push(delta);
    }
    this.last = new Map(now.map((each) => [each.sid, each]));
    return moved;
  }
}

function isBehind(now: LearnerTraffic, before: LearnerTraffic): boolean {
  return (
    now.proposals < before.proposals ||
    now.commits < before.commits ||
    now.informs < before.informs ||
    now.acks < before.acks ||
    now.pings < before.pings ||
    now.answers < before.answers
  );
}
