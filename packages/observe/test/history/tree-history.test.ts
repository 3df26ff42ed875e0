import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataTree, treeDigest } from '@vivarium/engine';
import { type Acl, ZERO_ZXID, type Zxid } from '@vivarium/jute';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTxns, nodeChanges, TreeHistory, TreeReplica } from '../../src/index.ts';
import { CLOSED, Entries, OPEN } from '../entries.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'history-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = () =>
  TreeHistory.open({ directory, hashSeed: 1, wallMs: () => 0, onFault: (cause) => expect.fail(cause) });
const files = () => readdirSync(join(directory, 'version-2'));

/** A history and the replica whose transactions it keeps. */
async function begun() {
  const history = await open();
  const replica = new TreeReplica(history.recovered);
  const take = ({ zxid, entry }: { zxid: Zxid; entry: Uint8Array }): void => {
    replica.apply(zxid, entry);
    history.append(zxid, entry, replica);
  };
  return { history, replica, take };
}

async function someTxns(entries = new Entries()) {
  const kept = await begun();
  kept.take(entries.create('/a', 'one'));
  kept.take(entries.set('/a', 'two', 1));
  kept.take(entries.create('/b'));
  kept.take(entries.delete('/b'));
  return { ...kept, entries };
}

describe('TreeHistory', () => {
  it('recovers the tree that it was given, and goes on from there', async () => {
    const { history, replica, entries } = await someTxns();
    await history.close();
    const again = await begun();
    expect(again.history.recovered.lastZxid).toBe(replica.zxid);
    expect(treeDigest(again.history.recovered.tree)).toBe(treeDigest(replica.tree));
    again.take(entries.create('/c'));
    await again.history.close();
    const last = await open();
    expect(treeDigest(last.recovered.tree)).toBe(treeDigest(again.replica.tree));
    expect(await last.oldestZxid()).toBe(2 ** 32 + 1);
  });

  it('cuts off what an interrupted write left', async () => {
    const { history } = await someTxns();
    await history.close();
    const [log] = files();
    const file = join(directory, 'version-2', log ?? '');
    truncateSync(file, readFileSync(file).length - 5);
    const again = await open();
    expect(again.recovered.lastZxid).toBe(2 ** 32 + 3);
    expect(again.setAside).toBeNull();
  });

  it('puts aside what is damaged, says so and begins anew', async () => {
    const { history } = await someTxns();
    await history.close();
    const [log] = files();
    const file = join(directory, 'version-2', log ?? '');
    const bytes = readFileSync(file);
    bytes[40] = (bytes[40] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
    const again = await open();
    expect(again.setAside).toMatch(/offset/);
    expect(again.recovered.lastZxid).toBe(ZERO_ZXID);
    expect(readdirSync(join(directory, 'unreadable'))).toEqual([log]);
  });

  it('jumps to a whole copy, and remembers when one was taken', async () => {
    const { history } = await someTxns();
    const entries = new Entries(4);
    const other = new TreeReplica({ tree: new DataTree(1), sessions: new Map(), lastZxid: ZERO_ZXID });
    const { zxid, entry } = entries.create('/elsewhere', 'x');
    other.apply(zxid, entry);
    history.noteCopy(77);
    history.replace({ tree: other.tree, sessions: other.sessions, lastZxid: other.zxid }, false);
    const next = entries.set('/elsewhere', 'y', 1);
    other.apply(next.zxid, next.entry);
    history.append(next.zxid, next.entry, other);
    await history.close();
    const again = await open();
    expect(again.recovered.lastZxid).toBe(next.zxid);
    expect(treeDigest(again.recovered.tree)).toBe(treeDigest(other.tree));
    expect(again.lastCopyMs).toBe(77);
  });

  it('forgets everything when told to', async () => {
    const { history } = await someTxns();
    history.clear();
    await history.close();
    expect(files()).toEqual([]);
  });
});

describe('what is asked of a history', () => {
  const wanted = { from: null, to: null, path: null, session: null, most: 100 };

  it('finds transactions by zxid, path and session', async () => {
    const { history } = await someTxns();
    const all = await findTxns(history, wanted);
    expect(all.txns.map(({ op, paths }) => [op, ...paths])).toEqual([
      ['create', '/a'],
      ['setData', '/a'],
      ['create', '/b'],
      ['delete', '/b'],
    ]);
    expect((await findTxns(history, { ...wanted, path: '/b' })).txns).toHaveLength(2);
    expect((await findTxns(history, { ...wanted, session: 5n as never })).txns).toEqual([]);
    const page = await findTxns(history, { ...wanted, from: 2 ** 32 + 2, most: 2 });
    expect(page).toMatchObject({ more: true, txns: [{ op: 'setData' }, { op: 'create' }] });
    const newest = await findTxns(history, { ...wanted, most: 1 });
    expect(newest).toMatchObject({ more: true, txns: [{ op: 'delete' }] });
    expect((await findTxns(history, { ...wanted, from: 1, to: 2 ** 32 + 1 })).txns).toHaveLength(1);
    await history.close();
  });

  it('gives the versions of a node with the data of each', async () => {
    const { history } = await someTxns();
    const { changes } = await nodeChanges(history, '/a', [], true, 10);
    const text = changes.map(({ change, version, data }) => [
      change,
      version,
      data && new TextDecoder().decode(data),
    ]);
    expect(text).toEqual([
      ['created', 0, 'one'],
      ['data', 1, 'two'],
    ]);
    await history.close();
  });

  it.each<[string, Acl[], Acl[], boolean[]]>([
    ['closed from the start', CLOSED, CLOSED, [true, true, true]],
    ['opened later', CLOSED, OPEN, [true, false, false]],
    ['closed later', OPEN, CLOSED, [false, true, true]],
  ])('hides the data of a node %s', async (_, first, then, hidden) => {
    const { history, take } = await begun();
    const entries = new Entries();
    take(entries.create('/s', 'secret', first));
    take(entries.setAcl('/s', then));
    take(entries.set('/s', 'more', 1));
    const { changes } = await nodeChanges(history, '/s', [], true, 10);
    expect(changes.map(({ isHidden }) => isHidden)).toEqual(hidden);
    expect(changes.filter(({ isHidden }) => isHidden).every(({ data }) => data === null)).toBe(true);
    await history.close();
  });
});
