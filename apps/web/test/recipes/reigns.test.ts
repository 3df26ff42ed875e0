import { describe, expect, it } from 'vitest';
import { reignBands } from '../../src/recipes/reigns.ts';

const reign = (name: string, fromMs: number, toMs: number | null) => ({
  name,
  path: `/e/${name}`,
  text: null,
  session: null,
  token: '0x1',
  fromMs,
  fromKind: 'seen' as const,
  toMs,
  end: null,
});

describe('the lineage of leaders', () => {
  it('tells how long each led, the present one up to now', () => {
    const bands = reignBands([reign('a', 0, 10_000), reign('b', 10_100, null)], 70_100);
    expect(bands.map(({ forMs }) => forMs)).toEqual([10_000, 60_000]);
    expect(bands[1]?.widthPx).toBeGreaterThan(bands[0]?.widthPx ?? 0);
  });

  it('has a gap only where nobody led for longer than a look takes', () => {
    const bands = reignBands(
      [reign('a', 0, 10_000), reign('b', 10_100, 20_000), reign('c', 26_000, null)],
      30_000,
    );
    expect(bands.map(({ emptyMs }) => emptyMs)).toEqual([0, 0, 6_000]);
  });
});
