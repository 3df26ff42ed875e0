import { ByteReader, ByteWriter, getChildrenResponse, STAT_BYTES, stat, type Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { DataTree } from '../../src/tree/data-tree.ts';
import { CONTAINER_OWNER } from '../../src/tree/owner-index.ts';
import { OPEN } from './model-tree.ts';

const ZERO = {
  czxid: 0,
  mzxid: 0,
  ctime: 0,
  mtime: 0,
  version: 0,
  aversion: 0,
  ephemeralOwner: 0n,
  dataLength: 0,
  pzxid: 0,
};

function readBack<T>(write: (writer: ByteWriter) => void, read: (reader: ByteReader) => T): T {
  const writer = new ByteWriter(16);
  writer.u8(0xaa);
  write(writer);
  const reader = new ByteReader(writer.copy());
  expect(reader.u8()).toBe(0xaa);
  const value = read(reader);
  expect(reader.remaining()).toBe(0);
  return value;
}

describe('DataTree', () => {
  it('TR10 a fresh tree is as Apache makes it: five names, 44 bytes, zero stats, empty data', () => {
    const tree = new DataTree();
    expect([tree.nodeCount, tree.approximateDataSize, tree.ephemeralsCount]).toEqual([5, 44, 0]);
    const shown = ['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config'].map((path) => {
      const node = tree.find(path);
      expect(tree.data(node)).toEqual(new Uint8Array(0));
      return [tree.stat(node), tree.acl(node), tree.children(node)];
    });
    const readOnly = [{ perms: 1, scheme: 'world', id: 'anyone' }];
    expect(shown).toEqual([
      [{ ...ZERO, cversion: -1, numChildren: 1 }, OPEN, ['zookeeper']],
      [{ ...ZERO, cversion: -2, numChildren: 2 }, OPEN, ['quota', 'config']],
      [{ ...ZERO, cversion: 0, numChildren: 0 }, OPEN, []],
      [{ ...ZERO, cversion: 0, numChildren: 0, aversion: -1 }, readOnly, []],
    ]);
  });

  it('TR1 what goes to the wire is what can be read', () => {
    const tree = new DataTree();
    for (const length of [0, 1, 31, 32, 33, 4096, 4097, 70_000]) {
      const data = Uint8Array.from({ length }, (_, i) => i);
      const node = tree.create(
        `/n${length}`,
        data,
        OPEN,
        CONTAINER_OWNER,
        -1,
        (2 ** 40 + length) as Zxid,
        2 ** 41,
      );
      expect(
        readBack(
          (writer) => tree.writeData(node, writer),
          (reader) => reader.buffer(),
        ),
      ).toEqual(data);
      expect(
        readBack(
          (writer) => tree.writeStat(node, writer),
          (reader) => stat.read(reader),
        ),
      ).toEqual(tree.stat(node));
    }
    const node = tree.create('/null', null, OPEN, -5n, -1, 3 as Zxid, -1);
    expect(
      readBack(
        (writer) => tree.writeData(node, writer),
        (reader) => reader.buffer(),
      ),
    ).toBe(null);
    expect(
      readBack(
        (writer) => tree.writeStat(node, writer),
        (reader) => stat.read(reader),
      ),
    ).toEqual(tree.stat(node));
    expect(
      readBack(
        (writer) => tree.writeChildren(0, writer),
        (reader) => getChildrenResponse.read(reader),
      ).children,
    ).toEqual(tree.children(0));
    expect(STAT_BYTES).toBe(68);
  });

  it('TR1 data handed in and out are copies', () => {
    const tree = new DataTree();
    const data = Uint8Array.of(1, 2, 3);
    const node = tree.create('/a', data, OPEN, 0n, -1, 1 as Zxid, 0);
    data[0] = 9;
    (tree.data(node) as Uint8Array)[1] = 9;
    expect(tree.data(node)).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('TR10 counts descendants, of the root all nodes but its two names', () => {
    const tree = new DataTree();
    for (const path of ['/a', '/a/b', '/a/b/c', '/a/d', '/ab']) {
      tree.create(path, null, OPEN, 0n, -1, 1 as Zxid, 0);
    }
    const counts = ['/', '/a', '/a/b', '/a/b/c', '/ab'].map((path) => tree.countDescendants(tree.find(path)));
    expect(counts).toEqual([8, 3, 1, 0, 0]);
    expect([...tree.subtree(tree.find('/a'))].map((node) => tree.path(node))).toEqual([
      '/a',
      '/a/b',
      '/a/b/c',
      '/a/d',
    ]);
  });

  it('TR10 data sizes count UTF-16 units of paths, as Java does', () => {
    const tree = new DataTree();
    tree.create('/ü☃𐀀', Uint8Array.of(1, 2), OPEN, 0n, -1, 1 as Zxid, 0);
    expect(tree.approximateDataSize).toBe(44 + '/ü☃𐀀'.length + 2);
  });

  it('TR17 a deep path needs no stack', () => {
    const tree = new DataTree();
    let path = '';
    for (let i = 0; i < 3000; i++) {
      path += '/d';
      tree.create(path, null, OPEN, 0n, -1, (i + 1) as Zxid, 0);
    }
    expect(tree.path(tree.find(path))).toBe(path);
    expect(tree.countDescendants(tree.find('/d'))).toBe(2999);
  });
});
