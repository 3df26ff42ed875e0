import { describe, expect, it } from 'vitest';
import { SnapshotReader } from '../../src/log/snapshot-reader.ts';
import { DataTree } from '../../src/tree/data-tree.ts';
import { treeDigest } from '../../src/tree/digest.ts';
import { goldenBytes, goldenNodes } from './golden.ts';

function load(chunkBytes: number) {
  const bytes = goldenBytes('apache-3.8.0-snapshot.txt');
  const tree = new DataTree(1);
  const reader = new SnapshotReader(tree);
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
  return { tree, content: reader.finish() };
}

describe("Apache 3.8.0's snapshot", () => {
  it.each([1, 100, 1_000_000])('SN7 TR14 has the digest that Apache wrote into it, chunks of %i', (chunk) => {
    const { tree, content } = load(chunk);
    expect(content.digest).toMatchObject({ zxid: 0x26, version: 2 });
    expect(treeDigest(tree)).toBe(content.digest?.digest);
    expect(content.sessions).toHaveLength(4);
    expect(content.lastProcessedZxid).toBe(null);
  });

  it('SN7 TR1 holds every node with the data, Stat and ACL that a client read', () => {
    const { tree } = load(4096);
    const nodes = goldenNodes();
    for (const { path, dataHex, stat, acl } of nodes) {
      const node = tree.find(path);
      const data = tree.data(node);
      expect([path, data === null ? '-' : Buffer.from(data).toString('hex')]).toEqual([path, dataHex]);
      expect([path, Object.values(tree.stat(node)).join(' ')]).toEqual([path, stat]);
      expect(tree.acl(node)).toEqual(acl);
    }
    expect(tree.nodeCount).toBe(nodes.length + 1);
  });

  it('TR10 counts as mntr did: 24 znodes, 4 ephemerals, 643 bytes', () => {
    const { tree } = load(4096);
    expect([tree.nodeCount, tree.ephemeralsCount, tree.approximateDataSize]).toEqual([24, 4, 643]);
    expect([...tree.containers(), ...tree.ttls()]).toEqual(['/cont', '/ttl']);
  });
});
