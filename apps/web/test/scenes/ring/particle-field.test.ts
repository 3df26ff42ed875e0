import { describe, expect, it } from 'vitest';
import { type Flow, ParticleField, SHOWN_PER_SECOND_MAX } from '../../../src/scenes/ring/particle-field.ts';

const flow = (count: number, sign: Flow['sign'] = 'proposal', label: string | null = null): Flow => ({
  sign,
  from: 1,
  to: 2,
  count,
  label,
});

describe('the particles', () => {
  it('start evenly over the span in which they were seen, and land', () => {
    const field = new ParticleField();
    field.add(flow(5), 1_000, 50);
    const flying = field.advance(1_000);
    expect(flying.map(({ startMs }) => startMs)).toEqual([1_000, 1_010, 1_020, 1_030, 1_040]);
    expect(field.advance(1_400)).toEqual([]);
  });

  it('show at most their share of a busy link, and say one in how many', () => {
    const field = new ParticleField();
    let shown = 0;
    for (let nowMs = 5_000; nowMs < 7_000; nowMs += 50) {
      const before = field.advance(nowMs).length;
      field.add(flow(60), nowMs, 50);
      shown += field.advance(nowMs).length - before;
    }
    expect(shown).toBeLessThanOrEqual(2 * SHOWN_PER_SECOND_MAX + 24);
    expect(shown).toBeGreaterThan(2 * SHOWN_PER_SECOND_MAX - 24);
    expect(field.thinning(7_000)).toBe(10);
    expect(field.tally(1, 2, 7_000)).toEqual({ proposal: 1_200 });
  });

  it('show all of a quiet link', () => {
    const field = new ParticleField();
    for (let nowMs = 0; nowMs < 1_000; nowMs += 50) field.add(flow(2), nowMs, 50);
    expect(field.thinning(1_000)).toBe(1);
  });

  it('never thin a vote, and leave it on the page to be read', () => {
    const field = new ParticleField();
    field.add(flow(1_000), 0, 50);
    field.add(flow(1, 'vote', '(2, 0x5, 0)'), 0, 50);
    expect(field.advance(2_000).map(({ label }) => label)).toEqual(['(2, 0x5, 0)']);
  });

  it('do not replay what a hidden page missed', () => {
    const field = new ParticleField();
    field.add(flow(9), 0, 50);
    field.drop();
    expect(field.advance(0)).toEqual([]);
    expect(field.tally(1, 2, 1_000)).toEqual({});
  });

  it('forget the counts of a link that fell silent', () => {
    const field = new ParticleField();
    field.add(flow(9), 0, 50);
    expect(field.tally(1, 2, 1_000)).toEqual({ proposal: 9 });
    expect(field.tally(1, 2, 2_000)).toEqual({});
  });
});
