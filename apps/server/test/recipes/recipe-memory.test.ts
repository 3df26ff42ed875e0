import { expect, it } from 'vitest';
import { RecipeMemory } from '../../src/recipes/recipe-memory.ts';

const reign = (token: string, fromMs: number) => ({
  name: token,
  path: `/e/${token}`,
  text: null,
  session: null,
  token,
  fromMs,
  fromKind: 'seen' as const,
});

it('knows since when somebody holds, and whether it saw him begin', () => {
  const memory = new RecipeMemory(100);
  expect(memory.holding(['a'], 100).get('a')).toEqual({ sinceMs: 100, kind: 'atLeast' });
  expect(memory.holding(['a'], 200).get('a')).toEqual({ sinceMs: 100, kind: 'atLeast' });
  expect(memory.holding(['b'], 300).get('b')).toEqual({ sinceMs: 300, kind: 'seen' });
  expect(memory.holding(['a'], 400).get('a')).toEqual({ sinceMs: 400, kind: 'seen' });
});

it('keeps the lineage of leaders, with the gaps between them', () => {
  const memory = new RecipeMemory(0);
  memory.reign(reign('0x1', 0), 0);
  memory.reign(reign('0x1', 0), 10);
  memory.reign(null, 20);
  const lineage = memory.reign(reign('0x2', 30), 30);
  expect(lineage.map(({ token, fromMs, toMs }) => [token, fromMs, toMs])).toEqual([
    ['0x1', 0, 20],
    ['0x2', 30, null],
  ]);
  for (let at = 3; at < 300; at += 1) memory.reign(reign(`0x${at}`, at), at);
  expect(memory.reign(null, 300)).toHaveLength(100);
});

it('learns how a time ended as soon as that is seen, and not long after', () => {
  const memory = new RecipeMemory(0);
  memory.reign(reign('0x1', 0), 0);
  memory.reign(null, 20);
  const end = { how: 'expired' as const, by: null };
  expect(memory.reign(null, 40, () => end)[0]?.end).toEqual(end);
  memory.reign(reign('0x2', 50), 50);
  memory.reign(null, 60);
  expect(memory.reign(null, 100_000, () => end)[1]?.end).toBeNull();
});

it('tells who came and went since the first look', () => {
  const memory = new RecipeMemory(0);
  expect(memory.moves(new Set(['a']), 0)).toEqual([]);
  expect(memory.moves(new Set(['b']), 5)).toEqual([
    { atMs: 5, id: 'a', what: 'left' },
    { atMs: 5, id: 'b', what: 'joined' },
  ]);
});

it('counts what came and went by the cversion, and starts over with a new node', () => {
  const memory = new RecipeMemory(0);
  expect(memory.rates(10, 4, 0)).toBeNull();
  // Six creates and four deletes in two seconds.
  expect(memory.rates(20, 6, 2_000)).toEqual({ in: 3, out: 2, overMs: 2_000 });
  expect(memory.rates(20, 6, 60_000)).toMatchObject({ in: 0, out: 0 });
  expect(memory.rates(2, 2, 61_000)).toBeNull();
});
