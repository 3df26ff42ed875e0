import { describe, expect, it } from 'vitest';
import { arrowsOf } from '../../src/recipes/line-shape.ts';
import { recipeName } from '../../src/recipes/recipe-name.ts';

const waiting = (path: string, watches: string | null) => ({
  path,
  watches,
  watchesHow: watches === null ? null : ('inferred' as const),
});

describe('the arrows of a line', () => {
  it('lead from each client to the node it watches', () => {
    const arrows = arrowsOf([waiting('/l/1', null), waiting('/l/2', '/l/1'), waiting('/l/3', '/l/2')]);
    expect(arrows.map(({ from, to }) => [from, to])).toEqual([
      ['/l/2', '/l/1'],
      ['/l/3', '/l/2'],
    ]);
    expect(arrows.every(({ isSeen }) => !isSeen)).toBe(true);
  });

  it('pass those between in a bow', () => {
    const [near, far] = arrowsOf([waiting('/l/1', null), waiting('/l/2', '/l/1'), waiting('/l/3', '/l/1')]);
    expect(near?.d).toContain('V');
    expect(far?.d).toContain('C');
  });

  it('are left out where the node is not among the rows', () => {
    expect(arrowsOf([waiting('/l/2', '/l/1')])).toEqual([]);
  });
});

describe('the name of a place in a line', () => {
  it('is without the protection before it, and has the last four digits', () => {
    expect(recipeName('/a/_c_0b0f6b5e-6d0e-4c57-8b7e-0d8a0c3e5f1a-lock-0000000207')).toBe('lock-0207');
    expect(recipeName('0b0f6b5e6d0e4c578b7e0d8a0c3e5f1a__lock__0000000003')).toBe('__lock__0003');
    expect(recipeName('master-0000000001')).toBe('master-0001');
  });

  it('writes hidden characters out', () => {
    expect(recipeName('lock\u202e-0000000001')).toBe('lock\\u{202e}-0001');
  });
});
