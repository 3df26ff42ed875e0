import { readdir } from 'node:fs/promises';
import { ZooKeeper } from '@vivarium/client';
import type { JobList, NodeView, UndoResult } from '@vivarium/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Asker, countOf } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';
import { DashboardProcess } from '../dashboard-process.ts';

const NODES = 1_500;
const SINGLE = 60;

let member: TestDashboard;
let other: ZooKeeper;
let running: DashboardProcess;

beforeAll(async () => {
  member = await startTestDashboard();
  other = new ZooKeeper(member.member);
  await other.connect();
  await other.create('/many', 'top');
  await other.create('/single', 'top');
  await Promise.all(Array.from({ length: NODES }, (_, at) => other.create(`/many/n${at}`, 'some data')));
  await Promise.all(Array.from({ length: SINGLE }, (_, at) => other.create(`/single/n${at}`, 'before')));
});
afterAll(async () => {
  await running.kill();
  await other.close();
  await member.close();
});

async function begin(): Promise<Asker> {
  running = await DashboardProcess.begin(member, `${member.dataDir}/killed`);
  return running.asker;
}

const text = async (path: string) => Buffer.from((await other.getData(path)).data ?? []).toString();

it('after a kill -9 a half-made copy can be taken back, all of it and nothing else', async () => {
  const first = await begin();
  const { id } = await first.start('/api/bulk/copy', { kind: 'copy', path: '/many', target: '/copy' });
  await first.until(id, (job) => countOf(job, 'copied') > 100 || job.endedAtMs !== null);
  await running.kill();
  const made = await other.getAllChildrenNumber('/copy');
  expect(made).toBeGreaterThan(100);
  expect(made).toBeLessThan(NODES);

  const second = await begin();
  const { jobs } = (await second.get('/api/jobs')).json<JobList>();
  const interrupted = jobs.find((job) => job.id === id);
  expect(interrupted?.state).toBe('interrupted');
  expect(interrupted?.undo?.writes).toBeGreaterThanOrEqual(made + 1);
  const { job } = (await second.post('/api/undo', { id })).json<UndoResult>();
  const undone = await second.until(job ?? '');
  expect([undone.state, countOf(undone, 'undone'), countOf(undone, 'failed')]).toEqual(['done', made + 1, 0]);
  expect(await other.exists('/copy')).toBeNull();
  expect(await other.getAllChildrenNumber('/many')).toBe(NODES);
  await running.kill();
});

it('after a kill -9 each single write that happened can be taken back', async () => {
  const first = await begin();
  let answered = 0;
  const some = new Promise<void>((resolve) => {
    const note = () => {
      answered += 1;
      if (answered === 8) resolve();
    };
    for (let at = 0; at < SINGLE; at += 1) void write(first, at).then(note, () => undefined);
  });
  await some;
  await running.kill();

  const changed = new Set<string>();
  const made = new Set<string>();
  for (let at = 0; at < SINGLE; at += 1) {
    if ((await text(`/single/n${at}`)) === 'after') changed.add(`/single/n${at}`);
    if ((await other.exists(`/single/new${at}`)) !== null) made.add(`/single/new${at}`);
  }
  expect(changed.size + made.size).toBeGreaterThanOrEqual(8);
  const second = await begin();
  const ids = (await readdir(`${member.dataDir}/killed/undo`)).map((name) => name.replace('.jsonl', ''));
  // One whose write never left is refused: it insists on a state that is not there.
  for (const id of ids.filter((each) => each.startsWith('w'))) await second.post('/api/undo', { id });
  for (const path of changed) expect([path, await text(path)]).toEqual([path, 'before']);
  for (const path of made) expect([path, await other.exists(path)]).toEqual([path, null]);
  for (let at = 0; at < SINGLE; at += 1) expect(await text(`/single/n${at}`)).toBe('before');
});

async function write(asker: Asker, at: number): Promise<void> {
  if (at % 2 === 0) {
    const data = Buffer.from('made').toString('base64');
    await asker.post('/api/tree/create', { path: `/single/new${at}`, data, kind: 'persistent' });
    return;
  }
  const path = `/single/n${at}`;
  const { stat } = (await asker.get(`/api/tree/node?path=${path}`)).json<NodeView>();
  const data = Buffer.from('after').toString('base64');
  await asker.post('/api/tree/set', { path, data, version: stat.version, czxid: stat.czxid });
}
