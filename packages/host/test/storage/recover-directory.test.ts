import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataTree, type LogError, SnapshotWriter } from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { storageFolders } from '../../src/storage/data-directory.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { purgeDirectory } from '../../src/storage/purge-directory.ts';
import {
  contentOf,
  dataFiles,
  entryOf,
  folderOf,
  optionsFor,
  Session,
  temporaryDirectory,
} from './storage-fixture.ts';

/** A directory whose logs hold `counts` transactions each, with snapshot.0. */
async function directoryWith(...counts: number[]): Promise<string> {
  const directory = temporaryDirectory();
  const session = await Session.open(directory);
  for (const count of counts) session.roll().append(count).execute();
  await session.flushed();
  await session.storage.close();
  return directory;
}

/** What opening refuses with; nothing may have changed. */
async function refusal(directory: string, changes = {}): Promise<LogError> {
  const before = contentOf(directory);
  try {
    const storage = await openStorage({ ...optionsFor(directory), ...changes });
    await storage.close();
  } catch (error) {
    expect(contentOf(directory)).toEqual(before);
    return error as LogError;
  }
  throw new Error('the directory was opened');
}

function file(directory: string, name: string): string {
  return path.join(folderOf(directory), name);
}

async function reopened(
  directory: string,
): Promise<{ zxid: number; nodes: number; notes: readonly string[] }> {
  const session = await Session.open(directory);
  const { recovered } = session.storage;
  await session.storage.close();
  return { zxid: session.zxid, nodes: recovered.tree.nodeCount, notes: recovered.notes };
}

describe('interrupted writes', () => {
  test('the last log cut at any byte: what is whole is there, and the file is cut to it', async () => {
    const directory = await directoryWith(3, 2);
    const bytes = fs.readFileSync(file(directory, 'log.4'));
    const record = entryOf(4).length + 13;
    for (let cut = 0; cut < bytes.length; cut++) {
      fs.writeFileSync(file(directory, 'log.4'), bytes.subarray(0, cut));
      const whole = Math.max(0, Math.floor((cut - 16) / record));
      expect((await reopened(directory)).zxid).toBe(3 + whole);
      if (whole === 0) expect(dataFiles(directory)).toEqual(['log.1', 'snapshot.0']);
      else expect(fs.statSync(file(directory, 'log.4')).size).toBe(16 + whole * record);
    }
  }, 120_000);

  test('a lost sector of the last group is noted, cut off, and work goes on behind it', async () => {
    const directory = await directoryWith(40);
    const bytes = fs.readFileSync(file(directory, 'log.1'));
    fs.writeFileSync(file(directory, 'log.1'), bytes.fill(0, 2048, 2560));
    const session = await Session.open(directory);
    const whole = Math.floor((2048 - 16) / (entryOf(1).length + 13));
    expect(session.zxid).toBe(whole);
    expect(session.storage.recovered.notes).toEqual([
      expect.stringMatching(/^log.1 ends at offset \d+: a sector/),
    ]);
    session.append(5).execute();
    await session.flushed();
    await session.storage.close();
    expect(await reopened(directory)).toMatchObject({ zxid: whole + 5, notes: [] });
  });

  test('recovering twice gives the same', async () => {
    const directory = await directoryWith(5);
    fs.truncateSync(file(directory, 'log.1'), 200);
    const first = await reopened(directory);
    expect(await reopened(directory)).toEqual({ ...first, notes: [] });
  });

  test('files that an interrupted start or snapshot left are removed', async () => {
    const directory = await directoryWith(1);
    for (const name of ['vivarium-next-log', 'vivarium-new-snapshot.9'])
      fs.writeFileSync(file(directory, name), 'x');
    await reopened(directory);
    expect(fs.readdirSync(folderOf(directory)).sort()).toEqual(['log.1', 'snapshot.0']);
  });

  test('a copy taken at any moment of a running store holds all that was reported durable', async () => {
    const directory = temporaryDirectory();
    const session = await Session.open(directory, { preAllocBytes: 16_384 });
    for (let round = 0; round < 15; round++) {
      if (round % 4 === 3) session.roll();
      session.append(1 + (round % 5), (round * 997) % 4000).execute();
      session.append(2, 700).execute();
      await session.reports.flushed(session.zxid - 2);
      const durable = Math.max(
        ...session.reports.all.map((each) => (each.type === 'flushed' ? each.zxid : 0)),
      );
      const copy = temporaryDirectory();
      fs.mkdirSync(folderOf(copy));
      for (const name of dataFiles(directory)) fs.copyFileSync(file(directory, name), file(copy, name));
      expect((await reopened(copy)).zxid).toBeGreaterThanOrEqual(durable);
    }
    await session.storage.close();
  });
});

describe('damage', () => {
  test('a flipped byte in the middle is refused with file and offset', async () => {
    const directory = await directoryWith(10, 5);
    const bytes = fs.readFileSync(file(directory, 'log.1'));
    bytes[300] = (bytes[300] as number) ^ 1;
    fs.writeFileSync(file(directory, 'log.1'), bytes);
    const record = entryOf(1).length + 13;
    const error = await refusal(directory);
    expect(error).toMatchObject({ code: 'corrupt', file: file(directory, 'log.1') });
    expect(error.offset).toBe(16 + Math.floor((300 - 16) / record) * record);
  });

  test('a missing log is refused, with both sides of the gap', async () => {
    const directory = await directoryWith(3, 3, 3);
    fs.rmSync(file(directory, 'log.4'));
    expect((await refusal(directory)).message).toMatch(
      /log\.7, offset 16: transactions are missing: after 0x3 .* comes 0x7/,
    );
  });

  test('a torn log in the middle is a gap when transactions of it are missing', async () => {
    const directory = await directoryWith(3, 3);
    fs.truncateSync(file(directory, 'log.1'), 100);
    expect(await refusal(directory)).toMatchObject({ code: 'gap' });
  });

  test('logs without a snapshot are refused unless trusted; then a snapshot is made', async () => {
    const directory = await directoryWith(4);
    fs.rmSync(file(directory, 'snapshot.0'));
    expect((await refusal(directory)).message).toMatch(
      /no snapshot to start from.*snapshot.trust.empty=true/,
    );
    const session = await Session.open(directory, { trustEmptySnapshot: true });
    expect(session.zxid).toBe(4);
    await session.storage.close();
    expect(dataFiles(directory)).toEqual(['log.1', 'snapshot.4']);
    expect((await reopened(directory)).zxid).toBe(4);
  });
});

describe('snapshots', () => {
  /** Stores a snapshot of the first `zxid` transactions, as a server does. */
  async function withSnapshot(directory: string, zxid: number): Promise<Buffer> {
    const session = await Session.open(directory);
    const tree = session.storage.recovered.tree;
    expect(session.zxid).toBe(zxid);
    const writer = new SnapshotWriter(tree, [], zxid as Zxid, { digest: true });
    for (let first = true; ; first = false) {
      const { bytes, last } = writer.next(1 << 20);
      session.storage.store.execute([{ type: 'snapshotChunk', zxid: zxid as Zxid, bytes, first, last }]);
      if (last) break;
    }
    await session.reports.until((each) => each.type === 'snapshotStored');
    await session.storage.close();
    return fs.readFileSync(file(directory, `snapshot.${zxid.toString(16)}`));
  }

  async function more(directory: string, count: number): Promise<void> {
    const session = await Session.open(directory);
    session.append(count).execute();
    await session.flushed();
    await session.storage.close();
  }

  test('the newest is the start, and only what follows is replayed', async () => {
    const directory = await directoryWith(5);
    await withSnapshot(directory, 5);
    await more(directory, 3);
    const session = await Session.open(directory);
    expect(session.storage.recovered).toMatchObject({ snapshot: 'snapshot.5', replayed: 3, lastZxid: 8 });
    expect(session.storage.recovered.tree.nodeCount).toBe(new DataTree().nodeCount + 8);
    await session.storage.close();
  });

  test('gzipped ones are read', async () => {
    const directory = await directoryWith(5);
    const bytes = await withSnapshot(directory, 5);
    fs.writeFileSync(file(directory, 'snapshot.5.gz'), gzipSync(bytes));
    fs.rmSync(file(directory, 'snapshot.5'));
    const session = await Session.open(directory);
    expect(session.storage.recovered).toMatchObject({ snapshot: 'snapshot.5.gz', replayed: 0, lastZxid: 5 });
    await session.storage.close();
  });

  test('a damaged one is passed over, with a note, when the logs reach beyond it', async () => {
    const directory = await directoryWith(5);
    const bytes = await withSnapshot(directory, 5);
    await more(directory, 2);
    fs.writeFileSync(file(directory, 'snapshot.5'), bytes.subarray(0, bytes.length - 30));
    expect(await reopened(directory)).toMatchObject({
      zxid: 7,
      notes: [expect.stringMatching(/^snapshot.5 was passed over/)],
    });
  });

  test('a damaged one that the logs do not reach is refused', async () => {
    const directory = await directoryWith(5);
    const bytes = await withSnapshot(directory, 5);
    bytes[40] = (bytes[40] as number) ^ 1;
    fs.writeFileSync(file(directory, 'snapshot.5'), bytes);
    fs.rmSync(file(directory, 'log.1'));
    expect((await refusal(directory)).message).toMatch(
      /snapshot.5, offset 0: it cannot be read .*reach only 0x0/,
    );
  });

  test('purge keeps three sound ones and what they need', async () => {
    const directory = await directoryWith(5);
    for (let zxid = 5; zxid <= 8; zxid++) {
      await withSnapshot(directory, zxid);
      await more(directory, 1);
    }
    const damaged = file(directory, 'snapshot.7');
    const bytes = fs.readFileSync(damaged);
    bytes[60] = (bytes[60] as number) ^ 1;
    fs.writeFileSync(damaged, bytes);
    const folders = storageFolders(directory, directory);
    expect(await purgeDirectory(folders, 3)).toEqual(['snapshot.0']);
    fs.rmSync(damaged);
    await withSnapshot(directory, 9);
    expect(await purgeDirectory(folders, 3)).toEqual(['log.1', 'snapshot.5']);
    expect(dataFiles(directory)).toEqual([
      'log.6',
      'log.7',
      'log.8',
      'log.9',
      'snapshot.6',
      'snapshot.8',
      'snapshot.9',
    ]);
    expect((await reopened(directory)).zxid).toBe(9);
  });
});
