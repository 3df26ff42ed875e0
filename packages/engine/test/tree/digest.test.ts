import { describe, expect, it } from 'vitest';
import { DataTree } from '../../src/tree/data-tree.ts';
import { treeDigest } from '../../src/tree/digest.ts';

describe('tree digest', () => {
  it('TR14 of a fresh tree is the sum over the root and /zookeeper with zero stats', () => {
    expect(treeDigest(new DataTree())).toBe(0x51c6d660n);
  });

  it('TR14 does not depend on the seed of the path index', () => {
    expect(treeDigest(new DataTree(0x1234567))).toBe(0x51c6d660n);
  });
});
