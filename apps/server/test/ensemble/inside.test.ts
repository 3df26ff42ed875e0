import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import type {
  Change,
  ChildrenPage,
  ConnectionView,
  Fault,
  NodeHistory,
  NodeView,
  TxnsPage,
} from '@vivarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dashboard, startDashboard } from '../../src/index.ts';
import { Asker, countOf } from '../asker.ts';
import { PageClient } from '../page-client.ts';

let dataDir: string;
let dashboard: Dashboard;
let page: PageClient;
let client: ZooKeeper;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vivarium-inside-'));
  const size = { voters: 3, observers: 0 };
  dashboard = await startDashboard({ port: 0, dataDir, size, print: () => undefined });
  page = await PageClient.enter(dashboard);
  client = new ZooKeeper(dashboard.member);
  await client.connect();
  // What came on before the page was there is only asked for.
  const { replica } = await get<ConnectionView>('/api/connections');
  if (replica?.streaming !== true) await page.until(() => page.changes.some(isTapOn));
});
afterAll(async () => {
  await client.close();
  await page.close();
  await dashboard.close();
  await rm(dataDir, { recursive: true });
});

const isTapOn = (change: Change): boolean =>
  change.kind === 'means' &&
  change.means.some(({ name, state }) => name === 'observer-tap' && state === 'on');
const touches =
  (path: string) =>
  (change: Change): boolean =>
    change.kind === 'txns' && change.txns.some(({ paths }) => paths.includes(path));
const get = async <T>(path: string): Promise<T> => (await page.get(path)).json<T>();

describe('an ensemble looked into', () => {
  it('says by which means it is seen', async () => {
    const view = await get<ConnectionView>('/api/connections');
    expect(view.means.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'member-feed on',
      'status-poll on',
      'election-probe on',
      'observer-tap on',
    ]);
    expect(view.replica).toMatchObject({ streaming: true });
    expect(view.replica?.copies).toBeLessThanOrEqual(1);
    expect(view.history).toMatchObject({ fault: null });
  });

  it('tells every transaction with who made it, and keeps the versions of a node', async () => {
    await client.create('/told', 'first');
    await client.setData('/told', 'second');
    await client.delete('/told');
    await client.create('/behind', null);
    await page.change(touches('/behind'));
    const { txns } = await get<TxnsPage>('/api/txns?path=/told');
    expect(txns.map(({ op }) => op)).toEqual(['create2', 'setData', 'delete']);
    expect(new Set(txns.map(({ session }) => session)).size).toBe(1);
    const { versions } = await get<NodeHistory>('/api/history?path=/told');
    const data = versions.map(({ change, data }) => [change, data && Buffer.from(data, 'base64').toString()]);
    expect(data).toEqual([
      ['created', 'first'],
      ['data', 'second'],
      ['deleted', null],
    ]);
  });

  it('shows what its own connection may not read neither in the feed nor in a history', async () => {
    const acl = [{ perms: 31, scheme: 'digest', id: 'somebody:x' }];
    await client.create('/shut', 'secret');
    await client.create('/shut/within', 'secret');
    await client.setACL('/shut', acl);
    await client.setData('/shut/within', 'later');
    await client.create('/behind/shut', null);
    await page.change(touches('/behind/shut'));
    expect((await get<TxnsPage>('/api/txns?path=/shut/within')).txns).toEqual([]);
    expect((await get<NodeHistory>('/api/history?path=/shut/within')).versions).toEqual([]);
    const told = page.changes.flatMap((change) => (change.kind === 'txns' ? change.txns : []));
    const hidden = told.filter(({ hiddenPaths }) => hiddenPaths > 0);
    expect(hidden.map(({ op }) => op)).toEqual(['setData']);
  });

  it('reads pages of children from the replica, in any order, also right after a write of its own', async () => {
    await client.create('/page', null);
    for (const name of ['b', 'c', 'a']) await client.create(`/page/${name}`, null);
    const rows = async (query: string): Promise<string[]> => {
      const children = await get<ChildrenPage>(`/api/tree/children?path=/page${query}`);
      return children.rows.map(({ name }) => name);
    };
    await client.create('/page/z', null);
    await page.change(touches('/page/z'));
    const { readFrom } = await get<ChildrenPage>('/api/tree/children?path=/page');
    expect(readFrom).toBe('replica');
    expect(await rows('')).toEqual(['a', 'b', 'c', 'z']);
    expect(await rows('&order=ctime')).toEqual(['b', 'c', 'a', 'z']);
    expect(await rows('&order=ctime&descending=true')).toEqual(['z', 'a', 'c', 'b']);
    await page.post('/api/tree/create', { path: '/page/0', data: '', kind: 'persistent' });
    expect((await rows(''))[0]).toBe('0');
  });

  it('searches in the replica as a job', async () => {
    await client.create('/sought', 'a needle in it');
    await client.create('/sought/needle', null);
    const body = { under: '/sought', query: 'NEEDLE', in: ['name', 'data'], as: 'text', matchCase: false };
    // What the connection could see must be found, whether or not the replica has come to it yet.
    const job = await Asker.of(page.base, page.headers).run('/api/bulk/search', body);
    expect(['looked', 'names', 'data'].map((name) => countOf(job, name))).toEqual([2, 1, 1]);
  });

  it('follows the leader over a failover, without another whole copy', async () => {
    const leader = await page.settled();
    await page.control({ action: 'kill', member: leader });
    await page.change((change) => change.kind === 'failover' && change.failover.state === 'ended');
    await page.until(() => isTapOn(page.changes.findLast(({ kind }) => kind === 'means') as Change));
    const { replica } = await get<ConnectionView>('/api/connections');
    expect(replica).toMatchObject({ streaming: true });
    expect(replica?.leader).not.toBe(leader);
    expect(replica?.copies).toBeLessThanOrEqual(1);
    await client.create('/afterwards', null);
    await page.change(touches('/afterwards'));
  });

  it('shows the tree as it was known last when there is no quorum, and nothing to somebody it may not be shown to', async () => {
    await client.create('/known', 'as it was');
    await page.change(touches('/known'));
    const leader = page.ensemble?.standing.leader as number;
    await page.control({ action: 'kill', member: leader });
    await page.until(() => page.ensemble?.client.state !== 'connected');
    const askedAtMs = Date.now();
    const node = await get<NodeView>('/api/tree/node?path=/known');
    expect(Buffer.from(node.data, 'base64').toString()).toBe('as it was');
    expect(node).toMatchObject({ acl: [], aclFault: 'CONNECTIONLOSS' });
    expect(node.readAtMs).toBeLessThanOrEqual(askedAtMs);
    const children = await get<ChildrenPage>('/api/tree/children?path=/');
    expect(children.rows.map(({ name }) => name)).toContain('known');
    expect(children.readAtMs).toBe(node.readAtMs);
    for (const path of ['/shut', '/never'])
      expect(await get<Fault>(`/api/tree/node?path=${path}`)).toMatchObject({ code: 'CONNECTIONLOSS' });
    const { code } = (
      await page.post('/api/tree/set', {
        path: '/known',
        data: '',
        version: node.stat.version,
        czxid: node.stat.czxid,
      })
    ).json<Fault>();
    expect(code).toBe('CONNECTIONLOSS');
  });
});
