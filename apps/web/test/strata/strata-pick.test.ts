import { describe, expect, it } from 'vitest';
import { barAt, barOf, pickOf } from '../../src/strata/strata-pick.ts';

const bar = (atMs: number, txns: number | null, zxid: string | null) => ({ atMs, spanMs: 250, txns, zxid });
const BARS = [bar(250, 2, '0x102'), bar(500, 0, '0x102'), bar(750, 3, '0x105'), bar(1_000, null, null)];

describe('what a bar of the strata was', () => {
  it('is found from the right edge, and never beyond the first or last', () => {
    expect([0, 2, 3, 11, 400, -5].map((px) => barAt(px, 4))).toEqual([3, 3, 2, 0, 0, 3]);
  });

  it('is found again by its time', () => {
    expect([0, 260, 700, 9_999].map((atMs) => barOf(BARS, atMs))).toEqual([0, 0, 2, 3]);
    expect(barOf([], 1)).toBe(-1);
  });

  it('tells the zxids from the one after the bar before', () => {
    expect(pickOf(BARS, 2, 2)).toEqual({ fromMs: 500, toMs: 750, txns: 3, zxids: ['0x103', '0x105'] });
    expect(pickOf(BARS, 0, 2)).toEqual({ fromMs: 0, toMs: 750, txns: 5, zxids: ['0x101', '0x105'] });
  });

  it('tells nothing passed from nothing answered', () => {
    expect(pickOf(BARS, 1, 1)).toMatchObject({ txns: 0, zxids: null });
    expect(pickOf(BARS, 3, 3)).toMatchObject({ txns: null, zxids: null });
    expect(pickOf(BARS, 9, 9)).toBeNull();
  });

  it('counts back within a new epoch, where the bar before says nothing', () => {
    const bars = [bar(250, 5, '0x1000000ff'), bar(500, 2, '0x200000002')];
    expect(pickOf(bars, 1, 1)?.zxids).toEqual(['0x200000001', '0x200000002']);
  });
});
