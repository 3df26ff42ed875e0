import { describe, expect, it } from 'vitest';
import { simulate } from '../src/index.ts';

/** Other suites run beside this one. */
const TIMEOUT_MS = 300_000;

describe('a run', () => {
  it.each([1, 3])(
    'of %i members is decided by its seed: twice the same, another seed another',
    (members) => {
      const options = { members, observers: 0, minutes: 1 };
      const first = simulate({ ...options, seed: 3 });
      const second = simulate({ ...options, seed: 3 });
      const other = simulate({ ...options, seed: 4 });
      expect(second).toEqual(first);
      expect(other.traceHash).not.toBe(first.traceHash);
    },
    TIMEOUT_MS,
  );

  it.each([
    { members: 1, observers: 0 },
    { members: 3, observers: 1 },
    { members: 5, observers: 0 },
  ])(
    'of $members members and $observers observers breaks nothing and tries much',
    (shape) => {
      const { violations, faults } = simulate({ ...shape, seed: 1, minutes: 2 });
      expect(violations).toEqual([]);
      expect(Object.keys(faults).length).toBeGreaterThan(3);
    },
    TIMEOUT_MS,
  );
});
