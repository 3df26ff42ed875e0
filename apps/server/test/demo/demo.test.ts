import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import type { DemoActorId, DemoView, Fault, LastScenario, ScenarioView } from '@vivarium/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serve } from '../../src/server.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';
import { PageClient } from '../page-client.ts';

let dashboard: TestDashboard;
let page: PageClient;

beforeAll(async () => {
  dashboard = await startTestDashboard();
  page = await PageClient.enter(dashboard.serving);
});

afterAll(async () => {
  page.socket.close();
  await dashboard.close();
});

const actorIn = (demo: DemoView, id: DemoActorId) => {
  const actor = demo.actors.find((each) => each.id === id);
  if (actor === undefined) throw new Error(`no actor ${id}`);
  return actor;
};

/** Waits until the stream tells of the demo as wanted. */
async function told(isSo: (demo: DemoView) => boolean): Promise<void> {
  await page.change((change) => change.kind === 'demo' && isSo(change.demo));
}

const order = async (path: string, body: unknown): Promise<DemoView> => {
  const sent = await page.post(`/api/demo/${path}`, body);
  expect(sent.status, sent.text).toBe(200);
  return sent.json<DemoView>();
};

it('is off until somebody switches it on, and tells what its clients do', async () => {
  const before = (await page.get('/api/demo')).json<DemoView>();
  expect(before).toMatchObject({ isAvailable: true, isPaused: false });
  expect(before.actors.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'locks off',
    'masters off',
    'queue off',
    'group off',
    'configuration off',
    'registry off',
  ]);
  expect(before.actors.filter(({ isSimulated }) => isSimulated).map(({ id }) => id)).toEqual(['registry']);
  await order('switch', { actor: 'masters', client: null, isOn: true });
  const leads = (demo: DemoView) =>
    actorIn(demo, 'masters').clients.some(({ lastFact }) => lastFact?.what === 'leads');
  await told(leads);
  const masters = actorIn((await page.get('/api/demo')).json<DemoView>(), 'masters');
  expect(masters.clients.map(({ id, session }) => [id, session?.slice(0, 2)])).toEqual([
    ['A', 's-'],
    ['B', 's-'],
  ]);
});

it('is paused, switched by the client, and removed with its data, each on record', async () => {
  expect((await order('pause', { isPaused: true })).isPaused).toBe(true);
  expect(actorIn((await page.get('/api/demo')).json<DemoView>(), 'masters').state).toBe('paused');
  await order('pause', { isPaused: false });
  const off = await order('switch', { actor: 'masters', client: 'B', isOn: false });
  expect(actorIn(off, 'masters').clients).toMatchObject([{ isOn: true }, { isOn: false, session: null }]);
  const unknown = await page.post('/api/demo/switch', { actor: 'masters', client: 'Z', isOn: false });
  expect([unknown.status, unknown.json<Fault>().code]).toEqual([404, 'NOT_FOUND']);
  await order('remove', { actor: 'masters' });
  await told((demo) => actorIn(demo, 'masters').state === 'off');
  const client = new ZooKeeper(dashboard.member);
  await client.connect();
  expect(await client.exists('/demo/masters')).toBeNull();
  await client.close();
  const lines = (await readFile(join(dashboard.dataDir, 'audit.jsonl'), 'utf8')).split('\n');
  const ops = lines.filter((line) => line.includes('"kind":"control"')).map((line) => JSON.parse(line).op);
  expect(ops).toEqual(['demo on', 'demo pause', 'demo resume', 'demo off', 'demo off', 'demo remove']);
});

it('performs a scenario, one at a time, and takes its nodes away', async () => {
  const sent = await page.post('/api/demo/scenario', { scenario: 'configurationBroadcast' });
  const run = sent.json<ScenarioView>();
  expect(run).toMatchObject({ scenario: 'configurationBroadcast', state: 'running' });
  const second = await page.post('/api/demo/scenario', { scenario: 'groupMembership' });
  expect([second.status, second.json<Fault>().code]).toEqual([429, 'TOO_MANY_JOBS']);
  await page.change((change) => change.kind === 'scenario' && change.run.state !== 'running');
  const last = (await page.get('/api/demo/scenario')).json<LastScenario>().run;
  expect(last).toMatchObject({ id: run.id, state: 'done', failure: null });
  expect(last?.facts.some(({ what, client }) => what === 'told' && client === 'reader-3')).toBe(true);
  const client = new ZooKeeper(dashboard.member);
  await client.connect();
  expect(await client.exists(run.root)).toBeNull();
  await client.close();
});

it('is not to be had on an ensemble that is not ours, even when it was asked for', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'vivarium-no-demo-'));
  const serving = await serve({
    port: 0,
    isPublishedOnLoopback: false,
    dataDir,
    watched: {
      members: [{ id: 1, host: '127.0.0.1', port: 1, name: 'theirs' }],
      label: 'theirs',
      embedded: false,
      canary: false,
      pollIntervalMs: 1_000,
    },
    demo: true,
    log: () => undefined,
  });
  const visitor = await PageClient.visit(serving);
  expect((await visitor.get('/api/demo')).json<DemoView>()).toMatchObject({ isAvailable: false, actors: [] });
  for (const [path, body] of [
    ['switch', { actor: 'locks', client: null, isOn: true }],
    ['remove', { actor: null }],
    ['scenario', { scenario: 'workQueue' }],
  ] as const) {
    const refused = await visitor.post(`/api/demo/${path}`, body);
    expect([refused.status, refused.json<Fault>().code]).toEqual([409, 'NOT_EMBEDDED']);
  }
  visitor.socket.close();
  await serving.close();
  await rm(dataDir, { recursive: true });
});
