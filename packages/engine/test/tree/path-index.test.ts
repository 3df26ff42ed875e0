import type { Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { DataTree, NO_NODE } from '../../src/tree/data-tree.ts';
import { hashBytes, hashChild } from '../../src/tree/path-index.ts';
import { NO_LISTENER } from '../../src/tree/tree-listener.ts';
import { OPEN } from './model-tree.ts';

const utf8 = new TextEncoder();

function hash(path: string, seed: number): number {
  const bytes = utf8.encode(path);
  return hashBytes(seed, bytes, 0, bytes.length);
}

/** Two names under the root that collide under the seed. */
function collision(seed: number): [string, string] {
  const seen = new Map<number, string>();
  for (let i = 0; ; i++) {
    const path = `/k${Math.imul(i, 0x9e3779b1).toString(36)}`;
    const other = seen.get(hash(path, seed));
    if (other !== undefined) return [other, path];
    seen.set(hash(path, seed), path);
  }
}

describe('path index', () => {
  it('TR2 names that collide are told apart, and a second seed parts them', () => {
    const seed = 12345;
    const [one, two] = collision(seed);
    const tree = new DataTree(seed);
    tree.create(one, null, OPEN, 0n, -1, 1 as Zxid, 0);
    expect(tree.find(two)).toBe(NO_NODE);
    const second = tree.create(two, null, OPEN, 0n, -1, 2 as Zxid, 0);
    expect([tree.path(tree.find(one)), tree.find(two)]).toEqual([one, second]);
    tree.delete(one, 3 as Zxid, NO_LISTENER);
    expect([tree.find(one), tree.find(two)]).toEqual([NO_NODE, second]);
    expect(hash(one, seed + 1)).not.toBe(hash(two, seed + 1));
  });

  it("TR2 a child's hash continues its parent's", () => {
    const name = utf8.encode('name');
    expect(hashChild(hash('/a/b', 9), name, 0, name.length)).toBe(hash('/a/b/name', 9));
  });

  it('TR2 a hundred thousand come and go and are found, and slots are used again', () => {
    const tree = new DataTree(77);
    const count = 100_000;
    let zxid = 0;
    for (let i = 0; i < count; i++) tree.create(`/n${i}`, null, OPEN, 0n, -1, ++zxid as Zxid, 0);
    for (let i = 0; i < count; i += 2) tree.delete(`/n${i}`, ++zxid as Zxid, NO_LISTENER);
    for (let i = 0; i < count; i++) {
      if ((tree.find(`/n${i}`) !== NO_NODE) !== (i % 2 === 1)) throw new Error(`/n${i}`);
    }
    const slots = tree.slotLimit;
    for (let i = 0; i < count / 2; i++) tree.create(`/m${i}`, null, OPEN, 0n, -1, ++zxid as Zxid, 0);
    expect(tree.slotLimit).toBe(slots);
    expect(tree.numChildren(0)).toBe(count + 1);
  });

  it('TR2 neither "//", nor a trailing slash, nor a path without its slash names a node', () => {
    const tree = new DataTree(1);
    tree.create('/a', null, OPEN, 0n, -1, 1 as Zxid, 0);
    for (const path of ['a', '/a/', '//a', '//', '/a//', '/A', '/a/a']) expect(tree.find(path)).toBe(NO_NODE);
    expect([tree.find(''), tree.find('/')]).toEqual([0, 0]);
    expect(tree.path(0)).toBe('/');
    const surrogate = tree.create('/\u{1F600}', null, OPEN, 0n, -1, 2 as Zxid, 0);
    expect([tree.find('/\u{1F600}'), tree.path(surrogate)]).toEqual([surrogate, '/\u{1F600}']);
  });
});
