import { ZooKeeper } from '@vivarium/client';
import type { AclResult, Fault, NodeView, UndoResult } from '@vivarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asker, countOf } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';

let page: TestDashboard;
let asker: Asker;
let other: ZooKeeper;

beforeAll(async () => {
  page = await startTestDashboard();
  asker = await Asker.enter(page);
  other = new ZooKeeper(page.member);
  await other.connect();
  await other.create('/from', 'top');
  for (const name of ['a', 'b', 'Orders-0001', 'orders-0002'])
    await other.create(`/from/${name}`, `data ${name}`);
  await other.create('/from/a/deep', 'x'.repeat(5_000));
});
afterAll(async () => {
  await other.close();
  await page.close();
});

const text = async (path: string) => Buffer.from((await other.getData(path)).data ?? []).toString();

describe('copy and move', () => {
  it('copies a subtree beside itself and leaves ephemerals to their sessions', async () => {
    await other.create('/from/live', '', { mode: 'ephemeral' });
    const body = { kind: 'copy', path: '/from', target: '/from2' };
    const job = await asker.run('/api/bulk/copy', body);
    expect([job.state, countOf(job, 'copied'), countOf(job, 'skipped')]).toEqual(['done', 6, 1]);
    expect([await text('/from2/a/deep'), await other.exists('/from2/live')]).toEqual([
      'x'.repeat(5_000),
      null,
    ]);
    expect((await asker.post('/api/bulk/copy', body)).json<Fault>().code).toBe('NODEEXISTS');
    const inside = await asker.post('/api/bulk/copy', { ...body, target: '/from/a/b' });
    expect(inside.json<Fault>().code).toBe('TARGET_INSIDE');
    const { job: undo } = (await asker.post('/api/undo', { id: job.undo?.id })).json<UndoResult>();
    await asker.until(undo ?? '');
    expect(await other.exists('/from2')).toBeNull();
  });

  it('moves all or deletes nothing, and puts it back', async () => {
    const refused = await asker.run('/api/bulk/copy', { kind: 'move', path: '/from', target: '/away' });
    expect([refused.state, refused.fault?.code]).toEqual(['failed', 'EPHEMERALS_INSIDE']);
    await other.delete('/from/live');
    const job = await asker.run('/api/bulk/copy', { kind: 'move', path: '/from', target: '/away' });
    expect([job.state, countOf(job, 'copied'), countOf(job, 'deleted')]).toEqual(['done', 6, 6]);
    expect([await other.exists('/from'), await text('/away/b')]).toEqual([null, 'data b']);
    const { job: undo } = (await asker.post('/api/undo', { id: job.undo?.id })).json<UndoResult>();
    expect((await asker.until(undo ?? '')).state).toBe('done');
    expect([await other.exists('/away'), await text('/from/b')]).toEqual([null, 'data b']);
  });
});

describe('ACLs', () => {
  const shut = [{ scheme: 'world', id: 'anyone', perms: 17 }];

  it('are set on one node at the version that was seen, and undone', async () => {
    await other.create('/acl');
    await other.create('/acl/child');
    const { stat } = (await asker.get('/api/tree/node?path=/acl')).json<NodeView>();
    const body = { path: '/acl', acl: shut, aversion: stat.aversion, czxid: stat.czxid };
    const set = (await asker.post('/api/tree/acl', body)).json<AclResult>();
    expect([set.stat.aversion, (await other.getACL('/acl')).acl]).toEqual([1, shut]);
    expect((await other.getACL('/acl/child')).acl[0]?.perms).toBe(31);
    expect((await asker.post('/api/tree/acl', body)).json<Fault>().code).toBe('BADVERSION');
    await asker.post('/api/undo', { id: set.undo?.id });
    expect((await other.getACL('/acl')).acl[0]?.perms).toBe(31);
  });

  it('are set on a whole subtree, and undone', async () => {
    const job = await asker.run('/api/bulk/acl', { path: '/acl', acl: shut });
    expect([job.state, countOf(job, 'set')]).toEqual(['done', 2]);
    expect((await other.getACL('/acl/child')).acl).toEqual(shut);
    const again = await asker.run('/api/bulk/acl', { path: '/acl', acl: shut });
    expect([countOf(again, 'set'), countOf(again, 'same')]).toEqual([0, 2]);
  });
});

describe('search and sizes', () => {
  const search = (more: object) =>
    asker.run('/api/bulk/search', { under: '/from', as: 'text', matchCase: false, in: ['name'], ...more });

  it('finds names and data, as text and as glob', async () => {
    const names = await search({ query: 'ORDERS' });
    expect([names.state, countOf(names, 'names'), countOf(names, 'looked')]).toEqual(['done', 2, 6]);
    expect(countOf(await search({ query: 'Orders', matchCase: true }), 'names')).toBe(1);
    const glob = await search({ query: 'orders-*2', as: 'glob' });
    expect((await asker.items(glob.id)).map(({ path }) => path)).toEqual(['/from/orders-0002']);
    const data = await search({ query: 'data a', in: ['name', 'data'] });
    expect(await asker.items(data.id)).toMatchObject([{ what: 'data', path: '/from/a', detail: 'data a' }]);
  });

  it('tells the largest nodes and subtrees first', async () => {
    const job = await asker.run('/api/bulk/sizes', { under: '/from' });
    const items = await asker.items(job.id);
    expect(items.find(({ what }) => what === 'node')?.path).toBe('/from/a/deep');
    const subtrees = items.filter(({ what }) => what === 'subtree');
    expect(subtrees[0]).toMatchObject({ path: '/from', nodes: 6, bytes: countOf(job, 'bytes') });
    expect(subtrees[1]).toMatchObject({ path: '/from/a', nodes: 2, bytes: 5_006 });
    expect(items.find(({ what }) => what === 'children')).toMatchObject({ path: '/from', nodes: 4 });
  });

  it('says NONODE for what is not there', async () => {
    const job = await asker.run('/api/bulk/sizes', { under: '/absent' });
    expect([job.state, job.fault?.code]).toEqual(['failed', 'NONODE']);
  });
});
