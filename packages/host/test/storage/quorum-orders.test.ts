import fs from 'node:fs';
import path from 'node:path';
import { type QuorumDiskOrder, zxidOfEntry } from '@vivarium/engine';
import { makeZxid, type Zxid } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import type { DiskReport } from '../../src/storage/log-store.ts';
import {
  dataFiles,
  entryOf,
  folderOf,
  range,
  Session,
  temporaryDirectory,
  zxidsIn,
} from './storage-fixture.ts';

type Report<T extends DiskReport['type']> = Extract<DiskReport, { readonly type: T }>;

const PLENTY = 1 << 24;
let tickets = 0;

async function carriedOut<T extends DiskReport['type']>(
  session: Session,
  type: T,
  order: QuorumDiskOrder,
): Promise<Report<T>> {
  session.outbox.diskOrders.push(order);
  session.execute();
  const isIt = (report: DiskReport) =>
    report.type === type && 'ticket' in report && report.ticket === order.ticket;
  return (await session.reports.until(isIt)) as Report<T>;
}

async function history(session: Session, zxid: number, bytesMax = PLENTY): Promise<number[]> {
  const order = { type: 'readLog', ticket: ++tickets, zxid: zxid as Zxid, bytesMax } as const;
  const { entries } = await carriedOut(session, 'logRead', order);
  for (const each of entries) expect(zxidOfEntry(each.entry)).toBe(each.zxid);
  return entries.map((each) => each.zxid);
}

function truncate(session: Session, zxid: number): Promise<Report<'logTruncated'>> {
  const order = { type: 'truncate', ticket: ++tickets, zxid: zxid as Zxid } as const;
  return carriedOut(session, 'logTruncated', order);
}

function store(session: Session, name: 'accepted' | 'current', epoch: number) {
  return carriedOut(session, 'epochStored', { type: 'storeEpoch', ticket: ++tickets, name, epoch });
}

const open = (directory: string) => Session.open(directory, { hasEpochs: true });

describe('an epoch', () => {
  test('is reported when it is durable, and what was ordered before it is too', async () => {
    const directory = temporaryDirectory();
    const session = await open(directory);
    session.append(5, 100_000);
    await store(session, 'accepted', 3);
    expect(session.reports.all.map((report) => report.type)).toEqual(['flushed', 'epochStored']);
    expect(fs.readFileSync(path.join(folderOf(directory), 'acceptedEpoch'), 'utf8')).toBe('3');
    await session.storage.close();
  });

  test('is vouched for before the first transaction of it is in the log', async () => {
    const directory = temporaryDirectory();
    const session = await open(directory);
    session.append(1).execute();
    await session.flushed();
    expect(fs.readdirSync(folderOf(directory))).not.toContain('currentEpoch.tmp');
    session.zxid = makeZxid(2, 0);
    session.append(1).execute();
    const voucher = path.join(folderOf(directory), 'currentEpoch.tmp');
    await session.flushed();
    expect(fs.readFileSync(voucher, 'utf8')).toBe('2');
    await store(session, 'accepted', 2);
    await store(session, 'current', 2);
    expect(fs.existsSync(voucher)).toBe(false);
    await session.storage.close();
    const again = await open(directory);
    expect(again.storage.epochs).toEqual({ accepted: 2, current: 2 });
    await again.storage.close();
  });
});

describe('cutting the log', () => {
  test('forgets all that comes after, later files and snapshots too, and goes on in a new file', async () => {
    const directory = temporaryDirectory();
    const session = await open(directory);
    for (let i = 0; i < 4; i++) session.append(5).execute().roll();
    await session.flushed();
    fs.copyFileSync(
      path.join(folderOf(directory), 'snapshot.0'),
      path.join(folderOf(directory), 'snapshot.11'),
    );
    const { recovered } = await truncate(session, 8);
    expect(recovered.lastZxid).toBe(8);
    // The five nodes that every tree has, and those of eight transactions.
    expect(recovered.tree.nodeCount).toBe(5 + 8);
    expect(dataFiles(directory)).toEqual(['log.1', 'log.6', 'snapshot.0']);
    expect(zxidsIn(path.join(folderOf(directory), 'log.6'))).toEqual([6, 7, 8]);
    session.zxid = 8;
    session.append(2).execute();
    await session.flushed();
    await session.storage.close();
    expect(dataFiles(directory)).toEqual(['log.1', 'log.6', 'log.9', 'snapshot.0']);
    const again = await open(directory);
    expect(again.storage.recovered.lastZxid).toBe(10);
    await again.storage.close();
  });

  test('leaves nothing of a log that begins later', async () => {
    const directory = temporaryDirectory();
    const session = await open(directory);
    session.append(3).execute();
    await session.flushed();
    expect((await truncate(session, 0)).recovered.lastZxid).toBe(0);
    expect(dataFiles(directory)).toEqual(['snapshot.0']);
    await session.storage.close();
  });

  test('to the beginning of an epoch, which stands in no log, leaves what was before its first transaction', async () => {
    const directory = temporaryDirectory();
    const session = await open(directory);
    session.append(3).execute();
    session.zxid = makeZxid(2, 0);
    session.append(2).execute();
    await session.flushed();
    expect((await truncate(session, makeZxid(2, 0))).recovered.lastZxid).toBe(3);
    await session.storage.close();
  });

  /** A member with three transactions of its own that was sent the tree of `zxid`, and logged two behind it. */
  async function sentATree(zxid: number): Promise<{ session: Session; directory: string }> {
    const directory = temporaryDirectory();
    const session = await open(directory);
    session.append(3).execute().roll();
    await session.flushed();
    const name = `snapshot.${zxid.toString(16)}`;
    fs.copyFileSync(path.join(folderOf(directory), 'snapshot.0'), path.join(folderOf(directory), name));
    session.zxid = zxid as Zxid;
    session.append(2).execute();
    await store(session, 'accepted', 2);
    await store(session, 'current', 2);
    return { session, directory };
  }

  test('is refused where no snapshot would remain: all files stay as they are', async () => {
    const { session, directory } = await sentATree(makeZxid(2, 9));
    fs.rmSync(path.join(folderOf(directory), 'snapshot.0'));
    fs.rmSync(path.join(folderOf(directory), 'log.1'));
    const before = dataFiles(directory);
    const { recovered } = await truncate(session, makeZxid(2, 7));
    expect(recovered.lastZxid).toBe(makeZxid(2, 11));
    expect(dataFiles(directory)).toEqual(before);
    session.append(1).execute();
    await session.flushed();
    await session.storage.close();
    const again = await open(directory);
    expect(again.storage.recovered.lastZxid).toBe(makeZxid(2, 12));
    await again.storage.close();
  });

  test('is refused where what remains would end before the cut', async () => {
    const { session, directory } = await sentATree(makeZxid(2, 9));
    const before = dataFiles(directory);
    expect((await truncate(session, makeZxid(2, 7))).recovered.lastZxid).toBe(makeZxid(2, 11));
    expect(dataFiles(directory)).toEqual(before);
    // Where the log itself has come that far there is something to go back to.
    expect((await truncate(session, 2)).recovered.lastZxid).toBe(2);
    await session.storage.close();
  });

  test('is refused where the only snapshot that would remain cannot be read', async () => {
    const { session, directory } = await sentATree(makeZxid(2, 9));
    fs.truncateSync(path.join(folderOf(directory), 'snapshot.0'), 20);
    const before = dataFiles(directory);
    expect((await truncate(session, 2)).recovered.lastZxid).toBe(makeZxid(2, 11));
    expect(dataFiles(directory)).toEqual(before);
    await session.storage.close();
  });

  test('what is ordered behind it is written behind it', async () => {
    const directory = temporaryDirectory();
    const session = await open(directory);
    session.append(6).execute();
    const cut = truncate(session, 4);
    session.zxid = 4;
    session.append(3).execute();
    await cut;
    await session.reports.until((report) => report.type === 'flushed' && report.zxid === 7);
    await session.storage.close();
    expect(zxidsIn(path.join(folderOf(directory), 'log.5'))).toEqual([5, 6, 7]);
  });
});

describe('reading the log', () => {
  test('begins with what the asker has and crosses files', async () => {
    const session = await open(temporaryDirectory());
    for (let i = 0; i < 3; i++) session.append(4).execute().roll();
    expect(await history(session, 6)).toEqual(range(6, 12));
    expect(await history(session, 1)).toEqual(range(1, 12));
    expect(await history(session, 12)).toEqual([12]);
    await session.storage.close();
  });

  test('begins with the entry before when the log has no such entry, as the leader wants to cut there', async () => {
    const session = await open(temporaryDirectory());
    session.append(3).execute();
    session.zxid = makeZxid(1, 0);
    session.append(2).execute();
    expect(await history(session, 9)).toEqual([3, makeZxid(1, 1), makeZxid(1, 2)]);
    await session.storage.close();
  });

  test('gives nothing when it does not reach back, is too large, or nothing is newer', async () => {
    const directory = temporaryDirectory();
    const session = await open(directory);
    session.append(3, 1000).execute().roll();
    session.append(3, 1000).execute();
    expect(await history(session, 0)).toEqual([]);
    expect(await history(session, 7)).toEqual([]);
    expect(await history(session, 4, 3 * entryOf(1, 1000).length)).toEqual([4, 5, 6]);
    expect(await history(session, 3, 3 * entryOf(1, 1000).length)).toEqual([]);
    fs.rmSync(path.join(folderOf(directory), 'log.1'));
    expect(await history(session, 2)).toEqual([]);
    await session.storage.close();
  });

  test('gives nothing across the place where a whole tree was received', async () => {
    const directory = temporaryDirectory();
    const session = await open(directory);
    session.append(3).execute().roll();
    session.zxid = makeZxid(1, 7);
    session.append(2).execute();
    expect(await history(session, 2)).toEqual([]);
    session.zxid = makeZxid(2, 0);
    session.append(2).execute();
    expect(await history(session, makeZxid(1, 8))).toHaveLength(4);
    // The tree of epoch 1 that came from a leader reached further than what this log has of it.
    const name = `snapshot.${makeZxid(1, 20).toString(16)}`;
    fs.copyFileSync(path.join(folderOf(directory), 'snapshot.0'), path.join(folderOf(directory), name));
    expect(await history(session, makeZxid(1, 8))).toEqual([]);
    await session.storage.close();
  });

  test('sees everything that was ordered before and stops where the disk is, while writing goes on', async () => {
    const session = await open(temporaryDirectory());
    for (let i = 0; i < 30; i++) {
      session.append(3, 1000).execute();
      const from = session.zxid;
      const read = history(session, 1);
      session.append(1, 1000).execute();
      const found = await read;
      expect(found).toEqual(range(1, found.length));
      expect(found.length).toBeGreaterThanOrEqual(from);
    }
    await session.flushed();
    await session.storage.close();
  });
});
