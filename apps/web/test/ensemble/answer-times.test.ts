import { describe, expect, it } from 'vitest';
import { sparkline, topOf } from '../../src/ensemble/answer-times.ts';

describe('how long members took to answer', () => {
  it('is a line that ends at the right, and has a gap where one did not answer', () => {
    const { d, tip } = sparkline([1, 2, null, 0], 2, 59, 12);
    expect(d).toBe('M56.0 6.0L57.0 1.0M59.0 11.0');
    expect(tip).toEqual({ x: 59, y: 11 });
    expect(sparkline([1, null], 2, 59, 12).tip).toBeNull();
  });

  it('has one scale for all, the slowest answer, and never exaggerates fast ones', () => {
    expect(topOf(new Map([[1, [0.4, null]]]))).toBe(2);
    expect(
      topOf(
        new Map([
          [1, [0.4]],
          [2, [7, 3]],
        ]),
      ),
    ).toBe(7);
  });
});
