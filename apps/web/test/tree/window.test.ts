import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstRow, HEIGHT_PX_MAX, rowWindow, scrollOf } from '../../src/tree/window.ts';

describe('the window over the rows', () => {
  it('covers the screen and little more', () => {
    const shown = rowWindow(10_000, 24, 24_000, 600);
    expect([shown.from, shown.to, shown.offsetPx, shown.heightPx]).toEqual([992, 1_033, 992 * 24, 240_000]);
  });

  it('reaches the last of a million rows below the height that browsers can', () => {
    const count = 1_000_000;
    const shown = rowWindow(count, 24, HEIGHT_PX_MAX - 600, 600);
    expect(shown.heightPx).toBe(HEIGHT_PX_MAX);
    expect(shown.to).toBe(count);
    expect(firstRow(count, 24, HEIGHT_PX_MAX - 600, 600)).toBeCloseTo(count - 25, 5);
  });

  it('scrolls to any row and finds it at the top', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 3_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, share) => {
          const row = Math.floor(share * (count - 30));
          expect(firstRow(count, 24, scrollOf(row, count, 24, 600), 600)).toBeCloseTo(row, 3);
        },
      ),
    );
  });
});
