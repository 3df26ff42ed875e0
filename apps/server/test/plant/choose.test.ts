import { describe, expect, it } from 'vitest';
import { chooseChildren, holders } from '../../src/plant/choose.ts';
import { Recency } from '../../src/plant/recency.ts';

const names = (count: number) => Array.from({ length: count }, (_, at) => `n${String(at).padStart(2, '0')}`);

describe('the children that are drawn', () => {
  it('are all of them while they are few, by name', () => {
    expect(chooseChildren('/a', ['c', 'b'], new Recency(), new Set())).toEqual(['b', 'c']);
  });

  it('are those that changed last when they are many', () => {
    const recency = new Recency();
    recency.touch('/a/n40', 10);
    recency.touch('/a/n30', 20);
    const chosen = chooseChildren('/a', names(50), recency, new Set());
    expect(chosen).toEqual(['n00', 'n01', 'n02', 'n03', 'n04', 'n30', 'n40']);
  });

  it('are those below which something lives, before those that are quiet', () => {
    const chosen = chooseChildren('/', names(50), new Recency(), new Set(['/n49']));
    expect(chosen).toContain('n49');
  });

  it('leave /zookeeper out first', () => {
    expect(chooseChildren('/', ['zookeeper', ...names(7)], new Recency(), new Set())).toEqual(names(7));
  });
});

describe('who holds', () => {
  it('is the first of each line, whoever made it', () => {
    const one = '_c_0b9f3c1e-1111-4222-8333-444455556666-lock-0000000012';
    const two = '_c_ffffffff-1111-4222-8333-444455556666-lock-0000000009';
    expect(holders([one, two, 'master-0000000004', 'master-0000000003', 'plain'])).toEqual(
      new Set([two, 'master-0000000003']),
    );
  });

  it('counts below zero after the counter has run over', () => {
    expect(holders(['x-0000000001', 'x--2147483648'])).toEqual(new Set(['x--2147483648']));
  });
});
