import { makeZxid, PacketType } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { EnsembleChecks } from '../../src/checkers/ensemble/ensemble-checks.ts';
import { Judge } from '../../src/checkers/judge.ts';
import { A, led, packet } from './bad-runs.ts';

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
});
