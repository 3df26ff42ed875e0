import { readFile } from 'node:fs/promises';
import { ZooKeeper } from '@vivarium/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstBrokenLine } from '../../src/audit/audit-log.ts';
import { countOf } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';
import { DashboardProcess } from '../dashboard-process.ts';

const NODES = 1_500;

let member: TestDashboard;
let other: ZooKeeper;
let killed: DashboardProcess;

beforeAll(async () => {
  member = await startTestDashboard();
  other = new ZooKeeper(member.member);
  await other.connect();
  await other.create('/many');
  const paths = Array.from({ length: NODES }, (_, at) => `/many/n${at}`);
  await Promise.all(paths.map((path) => other.create(path, 'some data')));
});
afterAll(async () => {
  await killed.kill();
  await other.close();
  await member.close();
});

it('after a kill -9 in the middle of a delete, no znode is gone without its record', async () => {
  const dataDir = `${member.dataDir}/killed`;
  killed = await DashboardProcess.begin(member, dataDir);
  const { asker } = killed;
  const plan = await asker.run('/api/bulk/delete-plan', { path: '/many' });
  const body = { plan: plan.id, digest: plan.digest, typedName: 'many' };
  const { id } = await asker.start('/api/bulk/delete', body);
  await asker.until(id, (job) => countOf(job, 'deleted') > 100 || job.endedAtMs !== null);
  await killed.kill();

  const { children } = await other.getChildren('/many').catch(() => ({ children: [] as string[] }));
  const left = new Set(children.map((name) => `/many/${name}`));
  const text = await readFile(`${dataDir}/audit.jsonl`, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  expect(firstBrokenLine(whole)).toBeNull();
  const recorded = new Set<unknown>();
  for (const line of whole.trimEnd().split('\n')) {
    const record = JSON.parse(line) as Record<string, unknown>;
    if (record.kind === 'write' && record.op === 'delete' && record.job === id) recorded.add(record.path);
  }
  const gone = Array.from({ length: NODES }, (_, at) => `/many/n${at}`).filter((path) => !left.has(path));
  expect(gone.length).toBeGreaterThan(100);
  expect(gone.filter((path) => !recorded.has(path))).toEqual([]);
});
