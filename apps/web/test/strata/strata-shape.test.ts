import { describe, expect, it } from 'vitest';
import { counterOfHex, epochOfHex, strataShape } from '../../src/strata/strata-shape.ts';

const stratum = (txns: number | null, zxid: string | null) => ({ atMs: 0, spanMs: 250, txns, zxid });

describe('the strata', () => {
  it('split a zxid into epoch and counter', () => {
    expect([epochOfHex('0x700001a3f'), counterOfHex('0x700001a3f')]).toEqual([7, 0x1a3f]);
  });

  it('draw a bar per poll that saw transactions, and none for zero', () => {
    const shape = strataShape([stratum(0, '0x1'), stratum(3, '0x4'), stratum(9, '0xd')]);
    expect([shape.widthPx, shape.peak]).toEqual([9, 9]);
    expect(shape.even.match(/M/g)?.length).toBe(2);
    expect(shape.odd).toBe('');
  });

  it('name each stretch by its epoch and keep silence as a gap', () => {
    const shape = strataShape([
      stratum(1, '0x100000001'),
      stratum(null, null),
      stratum(null, null),
      stratum(2, '0x200000002'),
    ]);
    expect(shape.epochs.map((epoch) => epoch.epoch)).toEqual([1, 2]);
    expect(shape.gaps).toEqual([{ fromPx: 3, toPx: 9 }]);
  });

  it('lay a fault over the bars of its time, and one that lasts up to now', () => {
    const bars = Array.from({ length: 8 }, (_, index) => ({
      ...stratum(1, '0x7'),
      atMs: 1_000 + 250 * index,
    }));
    expect(strataShape(bars, [{ fromMs: 1_400, toMs: 1_900 }]).gaps).toEqual([{ fromPx: 6, toPx: 12 }]);
    expect(strataShape(bars, [{ fromMs: 2_500, toMs: null }]).gaps).toEqual([{ fromPx: 18, toPx: 24 }]);
    expect(strataShape(bars, [{ fromMs: 100, toMs: 300 }]).gaps).toEqual([]);
  });

  it('name the stretches that have room, the newest always', () => {
    const of = (zxid: string, count: number) => Array.from({ length: count }, () => stratum(1, zxid));
    const strata = [...of('0x500000001', 40), ...of('0x600000001', 4), ...of('0x700000001', 30)];
    expect(strataShape(strata).labels.map(({ epoch }) => epoch)).toEqual([5, 7]);
    expect(strataShape([...strata, ...of('0x800000001', 1)]).labels.at(-1)?.epoch).toBe(8);
  });

  it('name an epoch that has only begun before its first bar, where there is room', () => {
    const [label] = strataShape([stratum(1, '0x500000001')], [], 400).labels;
    expect(label).toEqual({ epoch: 5, x: 3 - 62 });
  });

  it('name a stretch where it comes into sight, and none that is out of it', () => {
    const of = (zxid: string, count: number) => Array.from({ length: count }, () => stratum(1, zxid));
    const strata = [...of('0x500000001', 40), ...of('0x600000001', 60), ...of('0x700000001', 60)];
    const labels = strataShape(strata, [], 330).labels;
    expect(labels).toEqual([
      { epoch: 6, x: 156 },
      { epoch: 7, x: 300 },
    ]);
  });

  it('tell the rate of the last seconds', () => {
    expect(strataShape(Array.from({ length: 40 }, () => stratum(2, '0x9'))).perSecond).toBe(8);
    expect(strataShape([]).perSecond).toBe(0);
  });
});
