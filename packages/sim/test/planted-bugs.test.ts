import { describe, expect, it } from 'vitest';
import { simulate } from '../src/index.ts';
import { PLANTED_BUGS, PLANTED_MINUTES } from './planted-bugs.ts';

/** Other suites run beside this one. */
const TIMEOUT_MS = 300_000;
/** Whatever changes a member's timing gives each seed another run; then one of the next shows the bug. */
const SEEDS_MAX = 40;
const PINNED = PLANTED_BUGS.flatMap((bug) => (bug.seed === null ? [] : [{ ...bug, seed: bug.seed }]));

describe('the tester', () => {
  it.each(PINNED)(
    'finds a member of $members that $name, by seed $seed or soon after',
    (bug) => {
      const { factory, members, breaks } = bug;
      const shows = (seed: number): boolean => {
        const { violations } = simulate({ seed, members, observers: 0, minutes: PLANTED_MINUTES, factory });
        return violations.some(({ invariant }) => breaks.includes(invariant));
      };
      const seeds = Array.from({ length: SEEDS_MAX }, (_, at) => bug.seed + at);
      expect(seeds.some(shows)).toBe(true);
    },
    TIMEOUT_MS,
  );
});
