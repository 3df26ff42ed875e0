import { describe, expect, it } from 'vitest';
import { keyMarks, stepFrom } from '../../src/failover/key-marks.ts';
import { theatreShape } from '../../src/failover/theatre-shape.ts';
import { summary, view } from './failovers.ts';

describe('the theatre', () => {
  it('has a lane per member, and arrows from the sender’s lane to the receiver’s, forward in time', () => {
    const shape = theatreShape(view, 900);
    expect(shape.lanes.map(({ name }) => name)).toEqual(['zk-1', 'zk-2', 'zk-3']);
    const y = new Map(shape.lanes.map((lane) => [lane.member, lane.y]));
    const [arrow] = shape.votes.filter(({ mark }) => mark.won);
    expect([arrow?.y1, arrow?.y2]).toEqual([y.get(2), y.get(3)]);
    expect(arrow?.x2).toBeGreaterThan(arrow?.x1 ?? Number.POSITIVE_INFINITY);
  });

  it('keeps everything inside, a band that lasts and a gap that runs too', () => {
    const running = { ...view, summary: { ...summary, gapMs: null } };
    for (const width of [320, 900]) {
      const shape = theatreShape(running, width);
      for (const { x, width: wide } of [...shape.lanes.flatMap(({ bands }) => bands), shape.gap]
        .filter((each) => each !== null)
        .values()) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + wide).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe('the steps', () => {
  const story = keyMarks(view);

  it('tell the story with the votes that changed a mind, in the order of time', () => {
    expect(story.map(({ n }) => n)).toEqual([0, 1, 3, 5]);
  });

  it('go one event at a time and stay at the ends', () => {
    expect(stepFrom(story, null, 1)?.n).toBe(0);
    expect(stepFrom(story, 1, 1)?.n).toBe(3);
    expect(stepFrom(story, 3, -1)?.n).toBe(1);
    expect(stepFrom(story, 5, 1)?.n).toBe(5);
    expect(stepFrom(story, 0, -1)?.n).toBe(0);
  });
});
