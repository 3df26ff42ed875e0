import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import type {
  ConnectionView,
  NodeView,
  PlantView,
  SessionList,
  UndoResult,
  UploadResult,
} from '@vivarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dashboard, startDashboard } from '../../src/index.ts';
import { Asker, countOf } from '../asker.ts';
import { PageClient } from '../page-client.ts';

const DAY_MS = 86_400_000;
const LEAVES = 400;
let dataDir: string;
let dashboard: Dashboard;
let page: PageClient;
let asker: Asker;
let other: ZooKeeper;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vivarium-replica-'));
  const size = { voters: 3, observers: 0 };
  dashboard = await startDashboard({ port: 0, dataDir, size, print: () => undefined });
  page = await PageClient.enter(dashboard);
  asker = Asker.of(page.base, page.headers);
  other = new ZooKeeper(dashboard.member);
  await other.connect();
  for (;;) {
    const { replica } = (await asker.get('/api/connections')).json<ConnectionView>();
    if (replica?.streaming === true) break;
    await page.change(({ kind }) => kind === 'means');
  }
  await grow('/kinds');
  await other.create('/wide');
  for (const name of ['a', 'b']) await other.create(`/wide/${name}`, name.repeat(100));
  await Promise.all(
    Array.from({ length: LEAVES }, (_, at) => other.create(`/wide/a/n${at}`, at === 7 ? 'Grüße' : 'x')),
  );
});
afterAll(async () => {
  await other.close();
  await page.close();
  await dashboard.close();
  await rm(dataDir, { recursive: true });
});

/** One node of each kind that a client can make and that outlives its session. */
async function grow(top: string): Promise<void> {
  await other.create(top);
  await other.create(`${top}/plain`);
  await other.create(`${top}/box`, '', { mode: 'container' });
  await other.create(`${top}/brief`, '', { mode: 'persistentWithTTL', ttlMs: DAY_MS });
}

const node = async (path: string) =>
  (await asker.get(`/api/tree/node?path=${encodeURIComponent(path)}`)).json<NodeView>();
/** The owners that tell the kinds, of the three nodes below. */
const owners = async (top: string) =>
  Promise.all(
    ['plain', 'box', 'brief'].map(async (name) => (await node(`${top}/${name}`)).stat.ephemeralOwner),
  );
const KEPT = ['0x0', '0x8000000000000000', `0x${(0xff00000000000000n | BigInt(DAY_MS)).toString(16)}`];

/** Packets that members have received from the dashboard's own session. */
async function asked(): Promise<number> {
  const { sessions } = (await asker.get('/api/sessions')).json<SessionList>();
  return sessions.find(({ own }) => own)?.received ?? Number.NaN;
}

/** What a job costs the ensemble. */
async function costOf(path: string, body: unknown) {
  const before = await asked();
  const job = await asker.run(path, body);
  return { job, cost: (await asked()) - before };
}

describe('kinds that clients are not told', () => {
  it('are shown of a node, with its TTL', async () => {
    expect(await owners('/kinds')).toEqual(KEPT);
    expect(await node('/kinds/box')).toMatchObject({ kindKnown: true });
  });

  it('are drawn in the plant', async () => {
    page.socket.send(JSON.stringify({ type: 'look', open: ['/'], focus: '/', plant: true }));
    let plant: PlantView | null = null;
    await page.change((change) => {
      if (change.kind === 'plant') plant = change.plant;
      return change.kind === 'plant' && change.plant.nodes.some(({ path }) => path === '/kinds/brief');
    });
    const kinds = new Map((plant as PlantView | null)?.nodes.map(({ path, kind }) => [path, kind]));
    expect(['plain', 'box', 'brief'].map((name) => kinds.get(`/kinds/${name}`))).toEqual([
      'persistent',
      'container',
      'ttl',
    ]);
  });

  it('outlast an export and its import', async () => {
    const job = await asker.run('/api/transfer/export', { path: '/kinds' });
    const { text } = await asker.get(`/api/jobs/file?id=${job.id}`);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.find(({ path }) => path === '/kinds/brief')).toMatchObject({
      kind: 'ttl',
      ttlMs: DAY_MS,
      kindKnown: true,
    });
    const { upload: id } = (await asker.upload(text)).json<UploadResult>();
    const wanted = { upload: id, target: '/imported' };
    const plan = await asker.run('/api/transfer/import-plan', wanted);
    await asker.run('/api/transfer/import', { plan: plan.id, overwrite: false });
    expect(await owners('/imported')).toEqual(KEPT);
    await other.delete('/imported/box');
    await other.create('/imported/box', '');
    const again = await asker.run('/api/transfer/import-plan', wanted);
    expect([countOf(again, 'same'), countOf(again, 'conflict')]).toEqual([3, 1]);
  });

  it('outlast a copy and a move', async () => {
    await asker.run('/api/bulk/copy', { kind: 'copy', path: '/kinds', target: '/copied' });
    expect(await owners('/copied')).toEqual(KEPT);
    await asker.run('/api/bulk/copy', { kind: 'move', path: '/copied', target: '/moved' });
    expect(await owners('/moved')).toEqual(KEPT);
  });

  it('come back when a delete is undone, of one node and of a subtree', async () => {
    await grow('/undone');
    const { stat } = await node('/undone/box');
    const { czxid, version } = stat;
    const deleted = await asker.post('/api/tree/delete', { path: '/undone/box', version, czxid });
    await asker.post('/api/undo', { id: deleted.json<{ undo: { id: string } }>().undo.id });
    expect(await owners('/undone')).toEqual(KEPT);
    const plan = await asker.run('/api/bulk/delete-plan', { path: '/undone' });
    const counts = ['persistent', 'container', 'ttl', 'ephemeral'].map((name) => countOf(plan, name));
    expect(counts).toEqual([2, 1, 1, 0]);
    const gone = await asker.run('/api/bulk/delete', { plan: plan.id, digest: plan.digest });
    const { job } = (await asker.post('/api/undo', { id: gone.undo?.id })).json<UndoResult>();
    await asker.until(job ?? '');
    expect(await owners('/undone')).toEqual(KEPT);
  });
});

describe('looking at a large subtree where a replica is kept', () => {
  it('plans a delete without reading the ensemble, and the delete finds the same digest', async () => {
    const { job: plan, cost } = await costOf('/api/bulk/delete-plan', { path: '/wide/a' });
    expect(cost).toBeLessThan(LEAVES / 4);
    expect([plan.state, plan.total, countOf(plan, 'bytes')]).toEqual([
      'done',
      LEAVES + 1,
      100 + LEAVES - 1 + 7,
    ]);
    await asker.run('/api/bulk/copy', { kind: 'copy', path: '/wide/a', target: '/spare' });
    const spare = await asker.run('/api/bulk/delete-plan', { path: '/spare' });
    const body = { plan: spare.id, digest: spare.digest, typedName: 'spare' };
    const gone = await asker.run('/api/bulk/delete', body);
    expect([gone.state, countOf(gone, 'deleted')]).toEqual(['done', LEAVES + 1]);
  });

  it('finds the largest nodes, subtrees and lists of children', async () => {
    const { job, cost } = await costOf('/api/bulk/sizes', { under: '/wide' });
    expect(cost).toBeLessThan(LEAVES / 4);
    expect([countOf(job, 'nodes'), countOf(job, 'bytes')]).toEqual([LEAVES + 3, 200 + LEAVES - 1 + 7]);
    const items = await asker.items(job.id);
    const first = (what: string) => items.find((item) => item.what === what);
    expect(first('subtree')).toMatchObject({ path: '/wide', nodes: LEAVES + 3 });
    expect(first('children')).toMatchObject({ path: '/wide/a', nodes: LEAVES });
    expect(
      items
        .filter(({ what }) => what === 'node')
        .slice(0, 2)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['/wide/a', '/wide/b']);
  });

  it('searches by glob, and in either case beyond ASCII', async () => {
    const search = { under: '/wide', in: ['name', 'data'], matchCase: false };
    const glob = await costOf('/api/bulk/search', { ...search, query: 'N1?', as: 'glob' });
    expect(glob.cost).toBeLessThan(LEAVES / 4);
    expect([countOf(glob.job, 'looked'), countOf(glob.job, 'names')]).toEqual([LEAVES + 3, 10]);
    const wide = await costOf('/api/bulk/search', {
      ...search,
      query: 'GRÜSSE'.replace('SS', 'ß'),
      as: 'text',
    });
    expect(wide.cost).toBeLessThan(LEAVES / 4);
    expect([countOf(wide.job, 'data'), (await asker.items(wide.job.id))[0]?.path]).toEqual([1, '/wide/a/n7']);
  });
});
