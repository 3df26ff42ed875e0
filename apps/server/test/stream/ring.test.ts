import { describe, expect, it } from 'vitest';
import { Ring } from '../../src/stream/ring.ts';

describe('a ring of numbered values', () => {
  it('gives what came since a number', () => {
    const ring = new Ring<string>(4);
    expect([ring.seq, ring.since(0)]).toEqual([0, []]);
    for (const value of ['a', 'b', 'c']) ring.push(value);
    expect(ring.seq).toBe(3);
    expect(ring.since(0)).toEqual(['a', 'b', 'c']);
    expect(ring.since(2)).toEqual(['c']);
    expect(ring.since(3)).toEqual([]);
  });

  it('says so when it no longer has all of it, or never had', () => {
    const ring = new Ring<number>(4);
    for (let value = 1; value <= 100; value += 1) expect(ring.push(value)).toBe(value);
    expect(ring.since(96)).toEqual([97, 98, 99, 100]);
    expect(ring.since(10)).toBeNull();
    expect(ring.since(101)).toBeNull();
  });

  it('keeps at least its limit and at most twice', () => {
    const ring = new Ring<number>(10);
    for (let value = 1; value <= 1_000; value += 1) {
      ring.push(value);
      if (value >= 10) expect(ring.since(value - 10)?.length).toBe(10);
      expect(ring.since(Math.max(0, value - 21)) === null).toBe(value > 20);
    }
  });

  it('has nothing to go on from once it was cleared, for whoever read before', () => {
    const ring = new Ring<string>(10);
    ring.push('a');
    ring.clear();
    expect(ring.since(1)).toBeNull();
    const at = ring.seq;
    expect(ring.since(at)).toEqual([]);
    ring.push('b');
    expect(ring.since(at)).toEqual(['b']);
  });
});
