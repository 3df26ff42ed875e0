import { describe, expect, it } from 'vitest';
import { simulate } from '../src/index.ts';

describe('a run', () => {
  it.each([1, 3])('of %i members is decided by its seed: twice the same, another seed another', (members) => {
    const options = { members, observers: 0, minutes: 1 };
    const first = simulate({ ...options, seed: 3 });
    const second = simulate({ ...options, seed: 3 });
    const other = simulate({ ...options, seed: 4 });
    expect(second).toEqual(first);
    expect(other.traceHash).not.toBe(first.traceHash);
  });

  // 5, 32, 41: a write behind a sync; 50: a damaged snapshot that was received; 54: a cut while the ensemble commits.
  it.each([
    { members: 1, observers: 0, seeds: [3, 16, 28, 32] },
    { members: 3, observers: 0, seeds: [5, 32, 41, 50, 54] },
    { members: 5, observers: 1, seeds: [80] },
  ])('of $members members and $observers observers breaks nothing: $seeds', ({ seeds, ...options }) => {
    for (const seed of seeds) {
      const { status, violations } = simulate({ ...options, seed, minutes: 10 });
      expect({ seed, status, violations }).toEqual({ seed, status: 'passed', violations: [] });
    }
  });
});
