import { adler32, type SessionId, type Zxid } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SnapshotError } from '../../src/log/snapshot-error.ts';
import { type SnapshotContent, SnapshotReader } from '../../src/log/snapshot-reader.ts';
import { SnapshotWriter } from '../../src/log/snapshot-writer.ts';
import { DataTree } from '../../src/tree/data-tree.ts';
import { treeDigest } from '../../src/tree/digest.ts';
import { NO_LISTENER } from '../../src/tree/tree-listener.ts';
import { ModelTree, OPEN, pictureOf } from '../tree/model-tree.ts';
import { commandArbitrary, runBoth } from '../tree/tree-commands.ts';

const SESSIONS = [
  { sessionId: 0x100000abcd0001n as SessionId, timeoutMs: 4000 },
  { sessionId: -0x0fff_ffff_ffff_ffffn as SessionId, timeoutMs: 30_000 },
];

function drain(writer: SnapshotWriter, chunkBytes: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  while (true) {
    const { bytes, last } = writer.next(chunkBytes);
    chunks.push(bytes);
    if (last) return concat(chunks);
  }
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function load(bytes: Uint8Array, chunkBytes: number): { tree: DataTree; content: SnapshotContent } {
  const tree = new DataTree(99);
  const reader = new SnapshotReader(tree);
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.slice(at, at + chunkBytes));
  return { tree, content: reader.finish() };
}

function filled(nodes: number): DataTree {
  const tree = new DataTree();
  for (let i = 0; i < nodes; i++) {
    tree.create(`/n${i}`, new Uint8Array(100).fill(i), OPEN, 0n, -1, (i + 1) as Zxid, 1000);
  }
  return tree;
}

function failure(run: () => void): SnapshotError {
  try {
    run();
  } catch (error) {
    if (error instanceof SnapshotError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('snapshot', () => {
  it('SN1 SN2 taken amid changes it shows the tree as it was at its zxid', () => {
    const scenario = fc.record({
      before: fc.array(commandArbitrary, { maxLength: 80 }),
      during: fc.array(fc.oneof(commandArbitrary, fc.integer({ min: 1, max: 900 })), { maxLength: 80 }),
      chunk: fc.integer({ min: 1, max: 2000 }),
    });
    fc.assert(
      fc.property(scenario, ({ before, during, chunk }) => {
        const tree = new DataTree(5);
        const model = new ModelTree();
        let zxid = 0;
        for (const command of before) runBoth(tree, model, command, ++zxid);
        const expected = model.copy().picture();
        const writer = new SnapshotWriter(tree, SESSIONS, zxid as Zxid, { digest: true });
        const digest = treeDigest(tree);
        const chunks: Uint8Array[] = [];
        for (const step of during) {
          if (typeof step === 'number') chunks.push(writer.next(step).bytes);
          else runBoth(tree, model, step, ++zxid);
        }
        chunks.push(drain(writer, chunk));
        const { tree: loaded, content } = load(concat(chunks), chunk);
        expect(pictureOf(loaded)).toEqual(expected);
        expect(content.sessions).toEqual(SESSIONS);
        expect(content.digest?.digest).toBe(digest);
        expect(treeDigest(loaded)).toBe(digest);
        expect(pictureOf(tree)).toEqual(model.picture());
      }),
      { numRuns: 150 },
    );
  });

  it('SN3 written, read and written again it is the same bytes, whatever the chunks', () => {
    const scenario = fc.record({
      commands: fc.array(commandArbitrary, { maxLength: 100 }),
      chunk: fc.integer({ min: 1, max: 5000 }),
    });
    fc.assert(
      fc.property(scenario, ({ commands, chunk }) => {
        const tree = new DataTree(5);
        const model = new ModelTree();
        commands.forEach((command, i) => {
          runBoth(tree, model, command, i + 1);
        });
        const first = drain(
          new SnapshotWriter(
            load(drain(new SnapshotWriter(tree, SESSIONS, 9 as Zxid), chunk), chunk).tree,
            SESSIONS,
            9 as Zxid,
          ),
          100_000,
        );
        const second = drain(new SnapshotWriter(load(first, chunk).tree, SESSIONS, 9 as Zxid), chunk);
        expect(second).toEqual(first);
      }),
      { numRuns: 100 },
    );
  });

  it('SN4 keeps no more than the nodes that changed and their unwritten ancestors', () => {
    const tree = filled(1000);
    const writer = new SnapshotWriter(tree, [], 1000 as Zxid);
    const start = writer.bufferedBytes;
    tree.setData('/n500', new Uint8Array(4000), 1, 1001 as Zxid, 2000);
    // The node itself and the root.
    const afterOne = writer.bufferedBytes;
    expect(afterOne - start).toBeLessThan(100 + 2 * 90);
    for (let i = 0; i < 100; i++) tree.setData('/n500', new Uint8Array(4000), i, 1001 as Zxid, 2000);
    expect(writer.bufferedBytes).toBe(afterOne);
    for (let i = 0; i < 1000; i++) tree.delete(`/n${i}`, 1002 as Zxid, NO_LISTENER);
    const total = drain(new SnapshotWriter(filled(1000), [], 1000 as Zxid), 10_000).length;
    expect(writer.bufferedBytes).toBeLessThan(total);
    expect(drain(writer, 10_000).length).toBe(total);
  });

  it('SN4 cancelled it watches the tree no more', () => {
    const tree = filled(10);
    const writer = new SnapshotWriter(tree, [], 10 as Zxid);
    writer.cancel();
    const start = writer.bufferedBytes;
    tree.setData('/n5', null, 1, 11 as Zxid, 2000);
    expect(writer.bufferedBytes).toBe(start);
  });

  it('SN5 a stream has neither header nor seals and tells where it ends', () => {
    const bytes = drain(new SnapshotWriter(filled(3), SESSIONS, 3 as Zxid, { framing: 'stream' }), 64);
    const followed = concat([bytes, new Uint8Array([1, 2, 3])]);
    for (const chunk of [1, 7, followed.length]) {
      const tree = new DataTree();
      const reader = new SnapshotReader(tree, 'stream');
      let taken = 0;
      while (!reader.done) taken += reader.push(followed.subarray(taken, taken + chunk));
      expect(taken).toBe(bytes.length);
      expect(reader.finish().sessions).toEqual(SESSIONS);
      expect(tree.find('/n2')).toBeGreaterThan(0);
    }
  });

  it('SN6 any flipped bit and any cut is noticed, and the error names an offset', () => {
    const bytes = drain(new SnapshotWriter(filled(1), SESSIONS, 1 as Zxid, { digest: true }), 10_000);
    for (let at = 0; at < bytes.length; at++) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] as number) ^ 0x10;
      const error = failure(() => load(flipped, 100));
      expect(error.offset).toBeGreaterThanOrEqual(0);
      expect(error.offset).toBeLessThanOrEqual(bytes.length);
    }
    const firstPart = bytes.length - 33;
    for (let length = 0; length < bytes.length; length++) {
      // Cut between the parts it is a snapshot without a digest.
      if (length === firstPart) expect(load(bytes.slice(0, length), 50).content.digest).toBe(null);
      else expect(failure(() => load(bytes.slice(0, length), 50)).code).toMatch(/truncated|seal/);
    }
  });

  it('SN6 names what is wrong: magic, seal, missing parent, double path', () => {
    const node = (path: string) => [
      ...[0, 0, 0, path.length],
      ...new TextEncoder().encode(path),
      ...[255, 255, 255, 255],
      ...new Array(8).fill(255),
      ...new Array(60).fill(0),
    ];
    const file = (...nodes: number[][]) => {
      const header = [
        ...new TextEncoder().encode('ZKSN'),
        0,
        0,
        0,
        2,
        ...new Array(8).fill(255),
        ...new Array(8).fill(0),
      ];
      const body = Uint8Array.from([...header, ...nodes.flat(), 0, 0, 0, 1, 0x2f]);
      const seal = new DataView(new ArrayBuffer(8));
      seal.setUint32(4, adler32(body));
      return concat([body, new Uint8Array(seal.buffer), Uint8Array.of(0, 0, 0, 1, 0x2f)]);
    };
    expect(load(file(node(''), node('/a')), 3).tree.children(0)).toEqual(['a']);
    expect(failure(() => load(file(node(''), node('/a/b')), 3))).toMatchObject({
      code: 'orphan',
      offset: 100,
    });
    expect(failure(() => load(file(node(''), node('/a'), node('/a')), 3)).code).toBe('duplicate');
    expect(failure(() => load(file(), 3)).code).toBe('malformed');
    expect(failure(() => load(new Uint8Array(40), 3)).code).toBe('magic');
    const broken = file(node(''));
    broken[broken.length - 6] = (broken[broken.length - 6] as number) ^ 1;
    expect(failure(() => load(broken, 3)).code).toBe('seal');
  });
});
