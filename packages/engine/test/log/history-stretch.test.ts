import { makeZxid, type Zxid } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { snapshotName } from '../../src/log/file-names.ts';
import { HistoryStretch } from '../../src/log/history-stretch.ts';

function entryOf(zxid: Zxid): Uint8Array {
  const entry = new Uint8Array(40);
  new DataView(entry.buffer).setBigInt64(12, BigInt(zxid));
  return entry;
}

function stretchOf(
  zxids: readonly Zxid[],
  from: Zxid,
  durable: Zxid,
  snapshots: readonly Zxid[] = [],
): Zxid[] {
  const stretch = new HistoryStretch({ from, durable, bytesMax: 1000 });
  for (const zxid of zxids) stretch.take(entryOf(zxid));
  return stretch.result(snapshots.map(snapshotName)).map(({ zxid }) => zxid);
}

describe('a stretch of history', () => {
  const log = [1, 2, 3, 4, 5].map((counter) => makeZxid(1, counter));
  const [, second, third, , last] = log as [Zxid, Zxid, Zxid, Zxid, Zxid];

  test('begins with what the asker has and ends with what is durable', () => {
    expect(stretchOf(log, second, last, [third])).toEqual(log.slice(1));
    expect(stretchOf(log, second, third)).toEqual([second, third]);
  });

  test('is empty across the place where a whole tree was received', () => {
    const later = makeZxid(3, 1);
    expect(stretchOf([...log, later], second, later, [makeZxid(2, 7)])).toEqual([]);
  });

  test('is empty where a whole tree was received and nothing was logged since', () => {
    // What the log ends with may never have been committed, and the tree is what was.
    expect(stretchOf(log, last, last, [makeZxid(2, 7)])).toEqual([]);
  });
});
