import type { Zxid } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { DataTree, type DiskOrder, SnapshotReader } from '../../src/index.ts';
import { Dialogue } from './dialogue.ts';
import { create, remove, setData, utf8 } from './requests.ts';

type Chunk = Extract<DiskOrder, { type: 'snapshotChunk' }>;

function chunks(dialogue: Dialogue): Chunk[] {
  return dialogue.diskOrders.filter((order): order is Chunk => order.type === 'snapshotChunk');
}

function load(list: readonly Chunk[]) {
  const tree = new DataTree();
  const reader = new SnapshotReader(tree);
  for (const { bytes } of list) reader.push(bytes);
  return { tree, content: reader.finish() };
}

describe('PI13 snapshots', () => {
  test('PI13 one is taken, and a new log begun, between half of snapCount and snapCount records', () => {
    const dialogue = new Dialogue({ snapCount: 20 });
    const client = dialogue.client(1);
    const rolledAfter: number[] = [];
    let orders = 0;
    for (let i = 0; i < 200; i++) {
      create(client, `/n${i}`);
      const fresh = dialogue.diskOrders.slice(orders);
      orders = dialogue.diskOrders.length;
      if (fresh.some((order) => order.type === 'roll')) rolledAfter.push(i);
      for (const order of fresh) {
        if (order.type === 'snapshotChunk' && order.last) {
          dialogue.step({ type: 'snapshotStored', zxid: order.zxid, bytes: order.bytes.length });
        }
      }
    }
    const gaps = rolledAfter.map((at, i) => at - (rolledAfter[i - 1] ?? -1));
    for (const gap of gaps.slice(1)) {
      expect(gap).toBeGreaterThan(10);
      expect(gap).toBeLessThanOrEqual(20);
    }
    expect(new Set(gaps).size).toBeGreaterThan(1);
    expect(chunks(dialogue)).toHaveLength(rolledAfter.length);
  });

  test('PI13 it is the tree and the committed sessions at one zxid, whatever changes meanwhile', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    const value = new Uint8Array(1000).fill(7);
    for (let i = 0; i < 1000; i++) create(client, `/n${i}`, { data: value });
    const zxid = dialogue.member.view().zxid;
    dialogue.flushing = false;
    dialogue.open(2).handshake();
    dialogue.step({ type: 'snapshotWanted' });
    dialogue.flush();
    dialogue.flushing = true;
    expect(chunks(dialogue)).toMatchObject([{ zxid, first: true, last: false }]);
    for (let i = 0; i < 1000; i += 2) setData(client, `/n${i}`, utf8('changed'));
    for (let i = 1; i < 1000; i += 2) remove(client, `/n${i}`);
    create(client, '/new');
    while (!chunks(dialogue).at(-1)?.last) dialogue.step({ type: 'snapshotDrained' });
    const { tree, content } = load(chunks(dialogue));
    expect(tree.nodeCount).toBe(5 + 1000);
    for (let i = 0; i < 1000; i++) expect(tree.data(tree.find(`/n${i}`))).toEqual(value);
    expect(content.sessions).toEqual([{ sessionId: client.sessionId, timeoutMs: 10_000 }]);
    for (const { zxid: each } of chunks(dialogue)) expect(each).toBe(zxid);
  });

  test('PI13 while one is on its way no other begins; after a failure the next may', () => {
    const dialogue = new Dialogue();
    dialogue.client(1);
    const wanted = () => {
      dialogue.step({ type: 'snapshotWanted' });
      return chunks(dialogue).length;
    };
    expect(wanted()).toBe(1);
    expect(wanted()).toBe(1);
    dialogue.step({ type: 'snapshotFailed', cause: 'ENOSPC' });
    expect(wanted()).toBe(2);
    dialogue.step({ type: 'snapshotStored', zxid: 1 as Zxid, bytes: 100 });
    expect(wanted()).toBe(3);
  });

  test('PI13 much data does it too, and 0 bytes mean that size does not count', () => {
    const count = (snapSizeLimitBytes: number) => {
      const dialogue = new Dialogue({ snapSizeLimitBytes });
      const client = dialogue.client(1);
      create(client, '/a');
      for (let i = 0; i < 30; i++) setData(client, '/a', new Uint8Array(1000));
      return dialogue.diskOrders.filter((order) => order.type === 'roll').length;
    };
    expect(count(20_000)).toBeGreaterThanOrEqual(1);
    expect(count(20_000)).toBeLessThanOrEqual(3);
    expect(count(0)).toBe(0);
  });
});
