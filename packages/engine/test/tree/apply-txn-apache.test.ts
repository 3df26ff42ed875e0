import { ByteReader } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { SnapshotReader } from '../../src/log/snapshot-reader.ts';
import { applyTxn } from '../../src/tree/apply-txn.ts';
import { DataTree } from '../../src/tree/data-tree.ts';
import { treeDigest } from '../../src/tree/digest.ts';
import { NO_LISTENER } from '../../src/tree/tree-listener.ts';
import { readEntry } from '../../src/tree/txn.ts';
import { goldenBytes, logEntries } from '../log/golden.ts';
import { pictureOf } from './model-tree.ts';

function replay(tree: DataTree): { compared: number; errors: number[] } {
  let compared = 0;
  const errors: number[] = [];
  for (const entry of logEntries(goldenBytes('apache-3.8.0-log.txt'))) {
    const reader = new ByteReader(entry);
    const { header, body, digest } = readEntry(reader);
    expect(reader.remaining()).toBe(0);
    const { err } = applyTxn(tree, header, body, NO_LISTENER);
    if (err !== 0) errors.push(err);
    if (digest === null) continue;
    expect([header.zxid, treeDigest(tree)]).toEqual([header.zxid, digest.treeDigest]);
    compared++;
  }
  return { compared, errors };
}

describe("Apache 3.8.0's log", () => {
  it('TR14 TR6 gives the digest that Apache kept after each of its txns', () => {
    const tree = new DataTree();
    const { compared, errors } = replay(tree);
    expect(compared).toBeGreaterThan(30);
    // A multi that was rolled back and a delete of nothing.
    expect(errors.slice(-2)).toEqual([-101, -101]);
    expect(tree.lastProcessedZxid).toBe(0x26);
  });

  it('TR6 QU2 replayed it is the tree of the snapshot', () => {
    const replayed = new DataTree();
    replay(replayed);
    const loaded = new DataTree();
    const reader = new SnapshotReader(loaded);
    reader.push(goldenBytes('apache-3.8.0-snapshot.txt'));
    reader.finish();
    expect(pictureOf(replayed)).toEqual(pictureOf(loaded));
    expect([...replayed.owners()]).toEqual([...loaded.owners()]);
  });

  it('TR9 replayed over the snapshot, as over a fuzzy one, it changes no child, datum or ACL', () => {
    const tree = new DataTree();
    const reader = new SnapshotReader(tree);
    reader.push(goldenBytes('apache-3.8.0-snapshot.txt'));
    reader.finish();
    const before = pictureOf(tree);
    replayQuietly(tree);
    expect(pictureOf(tree)).toEqual(before);
  });
});

function replayQuietly(tree: DataTree): void {
  for (const entry of logEntries(goldenBytes('apache-3.8.0-log.txt'))) {
    const { header, body } = readEntry(new ByteReader(entry));
    applyTxn(tree, header, body, NO_LISTENER);
  }
}
