import { expect, it } from 'vitest';
import { TrafficMeter } from '../../src/thread/traffic-meter.ts';

const counts = (sid: number, proposals: number, acks: number) => ({
  sid,
  proposals,
  commits: 0,
  informs: 0,
  acks,
  pings: 0,
  answers: 0,
});

it('tells what moved since the last look, and nothing of links on which nothing did', () => {
  const meter = new TrafficMeter();
  expect(meter.since([counts(1, 2, 1), counts(2, 0, 0)])).toEqual([counts(1, 2, 1)]);
  expect(meter.since([counts(1, 2, 2), counts(2, 3, 0)])).toEqual([counts(1, 0, 1), counts(2, 3, 0)]);
  expect(meter.since([counts(1, 2, 2), counts(2, 3, 0)])).toEqual([]);
});

it('counts a learner that came again from the start', () => {
  const meter = new TrafficMeter();
  meter.since([counts(1, 9, 9)]);
  expect(meter.since([counts(1, 4, 3)])).toEqual([counts(1, 4, 3)]);
  meter.since([]);
  expect(meter.since([counts(1, 5, 3)])).toEqual([counts(1, 5, 3)]);
});
