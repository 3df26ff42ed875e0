import { describe, expect, it } from 'vitest';
import { simulate } from '../src/index.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';

describe('the tester', () => {
  it.each(PLANTED_BUGS)('finds a member of $members that $name, by seed $seed', (bug) => {
    const { factory, members, seed } = bug;
    const { status } = simulate({ seed, members, observers: 0, minutes: 2, factory });
    expect(status).toBe('violation');
  });
});
