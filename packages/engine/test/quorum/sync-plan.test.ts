import { makeZxid, type Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { planSync } from '../../src/quorum/zab/sync-plan.ts';

const z = makeZxid;
const none = { zxids: [] as Zxid[] };
const history = (epoch: number, from: number, to: number) => ({
  zxids: Array.from({ length: to - from + 1 }, (_, i) => z(epoch, from + i)),
});

describe('the choice of a learner’s synchronization', () => {
  const committed = history(2, 10, 20);

  it('SY1 is an empty DIFF for one that has everything', () => {
    expect(planSync(z(2, 20), z(2, 20), committed, none)).toEqual({
      type: 'diff',
      zxid: z(2, 20),
      from: z(2, 20),
    });
  });

  it('SY2 is TRUNC for one that is ahead, unless its zxid marks a fresh epoch', () => {
    expect(planSync(z(2, 25), z(2, 20), committed, none)).toEqual({
      type: 'trunc',
      zxid: z(2, 20),
      from: z(2, 20),
    });
    expect(planSync(z(3, 0), z(2, 20), committed, none)).toEqual({ type: 'snap' });
  });

  it('SY2 is SNAP for one that is ahead by an epoch: the tree that it was sent when that began may be all it has', () => {
    expect(planSync(z(3, 1), z(2, 20), committed, none)).toEqual({ type: 'snap' });
  });

  it('SY3 is DIFF from where it stands in our history', () => {
    expect(planSync(z(2, 14), z(2, 20), committed, none)).toEqual({
      type: 'diff',
      zxid: z(2, 20),
      from: z(2, 14),
    });
  });

  it('SY4 is TRUNC to the last common zxid for one with a proposal that we never saw', () => {
    const holed = { zxids: [z(2, 10), z(2, 11), z(2, 15)] };
    expect(planSync(z(2, 13), z(2, 15), holed, none)).toEqual({
      type: 'trunc',
      zxid: z(2, 11),
      from: z(2, 11),
    });
  });

  it('SY5 is SNAP where a TRUNC would cross an epoch', () => {
    const crossing = { zxids: [z(1, 8), z(2, 1), z(2, 2)] };
    expect(planSync(z(1, 9), z(2, 2), crossing, none)).toEqual({ type: 'snap' });
  });

  it('SY6 is SNAP where the log ends before the state, which then came as a whole tree', () => {
    // 1. Our log ends with what was never committed. 2. We were sent a tree of a later epoch, and have logged nothing since.
    expect(planSync(z(1, 15), z(2, 9), none, { zxids: [z(1, 15)] })).toEqual({ type: 'snap' });
    expect(planSync(z(1, 15), z(2, 9), none, { zxids: [z(1, 15), ...history(2, 1, 9).zxids] })).toMatchObject(
      {
        type: 'diff',
      },
    );
  });

  it('SY6 uses the log on disk for one that is far behind, if nothing is missing between log and memory', () => {
    expect(planSync(z(2, 3), z(2, 20), committed, history(2, 3, 9))).toMatchObject({
      type: 'diff',
      from: z(2, 3),
    });
    expect(planSync(z(2, 3), z(2, 20), committed, history(2, 3, 12))).toMatchObject({ type: 'diff' });
    expect(planSync(z(2, 3), z(2, 20), committed, history(2, 3, 7))).toEqual({ type: 'snap' });
    expect(planSync(z(2, 3), z(2, 20), committed, none)).toEqual({ type: 'snap' });
  });

  it('SY7 gives a fresh-epoch zxid a DIFF whenever history reaches back', () => {
    const two = { zxids: [z(1, 7), z(1, 8), z(2, 1)] };
    expect(planSync(z(2, 0), z(2, 1), two, none)).toEqual({ type: 'diff', zxid: z(2, 1), from: z(2, 0) });
  });
});
