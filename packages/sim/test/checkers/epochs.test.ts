import { makeZxid, PacketType } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { EnsembleChecks } from '../../src/checkers/ensemble/ensemble-checks.ts';
import { Judge } from '../../src/checkers/judge.ts';
import { A, led, packet, zxidOf } from './bad-runs.ts';

function judged() {
  const found: string[] = [];
  return { found, judge: new Judge((invariant, message) => found.push(`${invariant} ${message}`)) };
}

/** A learner says yes to epoch 1 while its disk has this one. */
function accepts(onDisk: number): string[] {
  const { found, judge } = judged();
  const link = new EnsembleChecks(judge, [1, 2, 3], () => onDisk).link(2, 1);
  const say = (isUp: boolean, type: number, zxid: number): void => {
    const bytes = packet(type, zxid);
    link.sent(isUp, bytes);
    link.arrived(isUp, bytes.length);
  };
  say(true, PacketType.followerInfo, 0);
  say(false, PacketType.leaderInfo, makeZxid(1, 0));
  say(true, PacketType.ackEpoch, 0);
  return found;
}

describe('an epoch', () => {
  it('may be accepted aloud only when that is on disk', () => {
    expect(accepts(0).join()).toContain('I10 ackInconsistent');
    expect(accepts(1)).toEqual([]);
  });

  it('may be on disk only with all that was committed before it', () => {
    const { found, judge } = judged();
    const ensemble = led(judge);
    ensemble.delivers(1, A);
    ensemble.checks.mayLead(1, 2);
    ensemble.checks.mayLead(2, 1);
    expect(found.filter((each) => each.startsWith('I13'))).toEqual([]);
    ensemble.checks.mayLead(2, 2);
    expect(found.filter((each) => each.startsWith('I13'))).toHaveLength(1);
  });

  /** What is found when member 2 comes back with epoch 2, and without what 1 proposed and delivers in `deliveredIn`. */
  function comesBack(deliveredIn: number, hasLed: boolean): string[] {
    const { found, judge } = judged();
    const ensemble = led(judge);
    ensemble.logs(1, A);
    if (hasLed) ensemble.serves(2, 2, 2);
    ensemble.serves(1, 1, deliveredIn);
    ensemble.step(1, { committed: [zxidOf(A)], applied: zxidOf(A), flushed: zxidOf(A) });
    ensemble.checks.mayLead(2, 2);
    return found.filter((each) => each.startsWith('I13'));
  }

  it('that came to nothing may be on disk without what only a later one committed', () => {
    expect(comesBack(3, false)).toEqual([]);
    expect(comesBack(2, false)).toHaveLength(1);
    expect(comesBack(1, false)).toHaveLength(1);
    expect(comesBack(3, true)).toHaveLength(1);
  });
});
