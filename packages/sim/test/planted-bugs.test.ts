import { describe, expect, it } from 'vitest';
import { simulate } from '../src/index.ts';
import { PLANTED_BUGS, PLANTED_MINUTES } from './planted-bugs.ts';

/** Other suites run beside this one. */
const TIMEOUT_MS = 300_000;
const PINNED = PLANTED_BUGS.flatMap((bug) => (bug.seed === null ? [] : [{ ...bug, seed: bug.seed }]));

describe('the tester', () => {
  it.each(PINNED)(
    'finds a member of $members that $name, by seed $seed',
    (bug) => {
      const { factory, members, seed, breaks } = bug;
      const { violations } = simulate({ seed, members, observers: 0, minutes: PLANTED_MINUTES, factory });
      const broken = violations.map(({ invariant }) => invariant);
      expect(
        broken.some((each) => breaks.includes(each)),
        `broken: ${broken.join()}`,
      ).toBe(true);
    },
    TIMEOUT_MS,
  );
});
