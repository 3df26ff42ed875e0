import { describe, expect, it } from 'vitest';
import { fitOf, ranked } from '../../src/palette/rank.ts';

describe('how a row fits what was typed', () => {
  it.each([
    ['Tree', 'tree', 0],
    ['Tree', 'tr', 1],
    ['Go to Tree', 'tr', 2],
    ['Kill zk-2', 'kz2', 3],
    ['节点树', '节点', 1],
    ['Tree', 'x', null],
  ])('%s for %s', (text, typed, fit) => {
    expect(fitOf(text, typed)).toBe(fit);
  });
});

describe('the order of rows', () => {
  const rows = ['Restart zk-1', 'Restart zk-2', 'Start', 'Go to the start'].map((text) => ({
    id: text,
    text,
  }));

  it('is exact, prefix, word, letters', () => {
    expect(ranked(rows, 'start', []).map(({ text }) => text)).toEqual([
      'Start',
      'Go to the start',
      'Restart zk-1',
      'Restart zk-2',
    ]);
  });

  it('lets what was used lately break ties only', () => {
    expect(ranked(rows, 'start', ['Restart zk-2']).map(({ text }) => text)).toEqual([
      'Start',
      'Go to the start',
      'Restart zk-2',
      'Restart zk-1',
    ]);
  });
});
