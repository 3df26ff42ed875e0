import { describe, expect, it } from 'vitest';
import { foldScale } from '../../src/failover/fold-scale.ts';

describe('time across', () => {
  it('is even while things happen', () => {
    const scale = foldScale([0, 10, 20, 30, 40, 50], [0, 50], [100, 600]);
    expect(scale.breaks).toEqual([]);
    expect([scale(0), scale(25), scale(50)]).toEqual([100, 350, 600]);
    expect(scale.invert(350)).toBe(25);
  });

  it('folds a long quiet stretch, and keeps the order of everything', () => {
    const times = [0, 10, 20, 3_000, 3_010, 3_020];
    const scale = foldScale(times, [0, 3_020], [0, 600]);
    expect(scale.breaks).toHaveLength(1);
    const xs = times.map(scale);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    // What happened within 20 ms is legible on both sides of the break.
    expect(scale(20) - scale(0)).toBeGreaterThan(20);
    expect(xs.at(-1)).toBeCloseTo(600);
    for (const tMs of [0, 15, 1_500, 3_005]) expect(scale.invert(scale(tMs))).toBeCloseTo(tMs, 5);
  });

  it('stands still outside of its ends', () => {
    const scale = foldScale([], [0, 50], [0, 100]);
    expect([scale(-5), scale(500), scale.invert(-5)]).toEqual([0, 100, 0]);
  });

  it('marks round times, none inside a break', () => {
    const scale = foldScale([0, 10, 20, 3_000, 3_010], [0, 3_010], [0, 600]);
    const [fold] = scale.breaks;
    for (const tick of scale.ticks(8)) {
      expect(tick < (fold?.fromTMs ?? 0) || tick > (fold?.toTMs ?? 0)).toBe(true);
    }
  });
});
