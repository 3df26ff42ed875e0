import fs from 'node:fs';
import path from 'node:path';
import { UNSYNCED_LIMIT_BYTES } from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEXT_LOG_NAME } from '../../src/storage/log-file.ts';
import {
  dataFiles,
  entryOf,
  folderOf,
  range,
  Session,
  temporaryDirectory,
  zxidsIn,
} from './storage-fixture.ts';

describe('appending', () => {
  test('records are in the file when they are reported durable', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory);
    for (let i = 0; i < 20; i++) session.append(3).execute();
    await session.flushed();
    expect(zxidsIn(path.join(folderOf(directory), 'log.1'))).toEqual(range(1, 60));
    await session.storage.close();
  });

  test('what arrives during a sync is one group, and zxids are reported in order', async () => {
    const session = await Session.open(temporaryDirectory());
    for (let i = 0; i < 50; i++) session.append(1).execute();
    await session.flushed();
    const zxids = session.reports.all.map((report) => (report.type === 'flushed' ? report.zxid : -1));
    // The first sync takes the first order; the 49 that came meanwhile are the second group.
    expect(zxids).toEqual([1, 50]);
    await session.storage.close();
  });

  test('the buffers of an order are free when it was taken', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory);
    session.append(5);
    const [order] = session.outbox.diskOrders;
    session.execute();
    if (order?.type === 'append') order.records.bytes.fill(0xee);
    await session.flushed();
    expect(zxidsIn(path.join(folderOf(directory), 'log.1'))).toEqual(range(1, 5));
    await session.storage.close();
  });

  test('an order larger than a group is written in several and reported once', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory);
    session.append(20, 1_000_000).execute();
    session.append(1).execute();
    await session.flushed();
    expect(session.zxid * 1_000_000).toBeGreaterThan(2 * UNSYNCED_LIMIT_BYTES);
    expect(session.reports.all).toEqual([
      { type: 'flushed', zxid: 20 },
      { type: 'flushed', zxid: 21 },
    ]);
    expect(zxidsIn(path.join(folderOf(directory), 'log.1'))).toEqual(range(1, 21));
    await session.storage.close();
  });

  test('zeros stand ahead of the records while the file is written, and are cut off when it is closed', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory, { preAllocBytes: 64 * 1024 });
    session.append(100, 1000).execute();
    await session.flushed();
    session.append(1).execute();
    await session.flushed();
    const file = path.join(folderOf(directory), 'log.1');
    const records = zxidsIn(file);
    expect(records).toEqual(range(1, 101));
    await session.storage.close();
    const sizes = range(1, 101).map((zxid) => entryOf(zxid, zxid > 100 ? 10 : 1000).length + 13);
    expect(fs.statSync(file).size).toBe(sizes.reduce((sum, size) => sum + size, 16));
    expect(dataFiles(directory)).toEqual(['log.1', 'snapshot.0']);
    expect(fs.readdirSync(folderOf(directory))).not.toContain(NEXT_LOG_NAME);
  });

  test('records that come faster than the zeros are never overwritten by them', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory, { preAllocBytes: 16 * 1024 * 1024 });
    for (let i = 0; i < 40; i++) session.append(1, 900_000).execute();
    await session.flushed();
    for (let i = 0; i < 40; i++) {
      session.append(1, 900_000 - i).execute();
      await session.flushed();
    }
    await session.storage.close();
    expect(zxidsIn(path.join(folderOf(directory), 'log.1'))).toEqual(range(1, 80));
  });

  test('any mix of orders, sizes and preallocations reads back whole', async () => {
    const order = fc.record({
      count: fc.integer({ min: 1, max: 5 }),
      bytes: fc.integer({ min: 0, max: 40_000 }),
      roll: fc.boolean(),
      wait: fc.boolean(),
    });
    const preAlloc = fc.constantFrom(0, 4096, 65_536, 1_048_576);
    await fc.assert(
      fc.asyncProperty(
        fc.array(order, { minLength: 1, maxLength: 15 }),
        preAlloc,
        async (orders, preAllocBytes) => {
          const directory = temporaryDirectory();
          const session = await Session.open(directory, { preAllocBytes });
          const names = new Set<string>(['snapshot.0']);
          for (const { count, bytes, roll, wait } of orders) {
            if (roll || session.zxid === 0) names.add(`log.${(session.zxid + 1).toString(16)}`);
            if (roll) session.roll();
            session.append(count, bytes).execute();
            if (wait) await session.flushed();
          }
          await session.flushed();
          await session.storage.close();
          expect(new Set(dataFiles(directory))).toEqual(names);
          const again = await Session.open(directory);
          expect(again.zxid).toBe(session.zxid);
          expect(again.storage.recovered.replayed).toBe(session.zxid);
          await again.storage.close();
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('files', () => {
  test('a roll starts a file named after its first zxid, only when something comes', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory);
    session.roll().append(2).roll().roll().append(2).roll().execute();
    await session.flushed();
    await session.storage.close();
    expect(dataFiles(directory)).toEqual(['log.1', 'log.3', 'snapshot.0']);
  });

  test('a file beyond the size limit is followed by another', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory, { txnLogSizeLimitBytes: 5000 });
    for (let i = 0; i < 4; i++) {
      session.append(1, 3000).execute();
      await session.flushed();
    }
    await session.storage.close();
    expect(dataFiles(directory)).toEqual(['log.1', 'log.3', 'snapshot.0']);
  });

  test('a transaction that fills several groups stays in one file, whatever the limit', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory, { txnLogSizeLimitBytes: 5000 });
    session.append(20, 1_000_000).execute();
    await session.flushed();
    session.append(1).execute();
    await session.flushed();
    await session.storage.close();
    expect(dataFiles(directory)).toEqual(['log.1', 'log.15', 'snapshot.0']);
    expect(zxidsIn(path.join(folderOf(directory), 'log.1'))).toEqual(range(1, 20));
  });

  test('after a restart a new file begins', async () => {
    const directory = temporaryDirectory();
    for (let i = 0; i < 3; i++) {
      const session = await Session.open(directory);
      session.append(2).execute();
      await session.flushed();
      await session.storage.close();
    }
    expect(dataFiles(directory)).toEqual(['log.1', 'log.3', 'log.5', 'snapshot.0']);
  });
});

describe('failure', () => {
  test('a file that cannot be made is reported with its cause, and nothing is reported durable after it', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory);
    session.append(1).execute();
    await session.flushed();
    fs.mkdirSync(path.join(folderOf(directory), 'log.2'));
    session.roll().append(3).execute();
    const report = await session.reports.until((each) => each.type === 'diskFailed');
    expect(report).toMatchObject({
      cause: expect.stringMatching(/^cannot create the transaction log .*log\.2: /),
    });
    session.append(3).execute();
    await session.storage.close();
    expect(session.reports.all.map((each) => each.type)).toEqual(['flushed', 'diskFailed']);
  });

  test('a file of that name that is there already is left as it is', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory);
    session.append(1).execute();
    await session.flushed();
    fs.writeFileSync(path.join(folderOf(directory), 'log.2'), 'precious');
    session.roll().append(1).execute();
    await session.reports.until((each) => each.type === 'diskFailed');
    await session.storage.close();
    expect(fs.readFileSync(path.join(folderOf(directory), 'log.2'), 'utf8')).toBe('precious');
  });

  test('a full disk is reported as such', async () => {
    const directory = temporaryDirectory();
    const first = await Session.open(directory);
    await first.storage.close();
    const session = await Session.open(directory);
    const chunk = {
      type: 'snapshotChunk',
      zxid: 5 as Zxid,
      bytes: new Uint8Array(9),
      first: true,
      last: true,
    } as const;
    fs.symlinkSync('/dev/full', path.join(folderOf(directory), 'vivarium-new-snapshot.5'));
    session.storage.store.execute([chunk]);
    const report = await session.reports.until((each) => each.type === 'snapshotFailed');
    expect(report).toMatchObject({ cause: expect.stringMatching(/snapshot\.5: no space is left .*ENOSPC/) });
    await session.storage.close();
    expect(dataFiles(directory)).toEqual(['snapshot.0']);
  });
});

describe('snapshots', () => {
  test('chunks become a file when the last is durable; each but the last is answered by drained', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory);
    const bytes = [1, 2, 3].map((value) => new Uint8Array(100).fill(value));
    for (const [i, chunk] of bytes.entries()) {
      expect(dataFiles(directory)).toEqual(['snapshot.0']);
      const order = {
        type: 'snapshotChunk',
        zxid: 7 as Zxid,
        bytes: chunk,
        first: i === 0,
        last: i === 2,
      } as const;
      session.storage.store.execute([order]);
      if (i < 2) await session.reports.until(() => session.reports.all.length === i + 1);
    }
    expect(await session.reports.until((each) => each.type === 'snapshotStored')).toMatchObject({
      zxid: 7,
      bytes: 300,
    });
    expect(session.reports.all.map((each) => each.type)).toEqual([
      'snapshotDrained',
      'snapshotDrained',
      'snapshotStored',
    ]);
    expect(fs.readFileSync(path.join(folderOf(directory), 'snapshot.7'))).toEqual(Buffer.concat(bytes));
    await session.storage.close();
  });

  test('an unfinished snapshot leaves nothing', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory);
    const chunk = {
      type: 'snapshotChunk',
      zxid: 7 as Zxid,
      bytes: new Uint8Array(9),
      first: true,
      last: false,
    } as const;
    session.storage.store.execute([chunk]);
    await session.storage.close();
    expect(dataFiles(directory)).toEqual(['snapshot.0']);
    expect(fs.readdirSync(folderOf(directory))).toEqual(['snapshot.0']);
  });
});
