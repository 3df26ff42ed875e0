import { ZooKeeper } from '@vivarium/client';
import type { GuardView, JobList } from '@vivarium/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Serving, serve } from '../../src/server.ts';
import { Asker, countOf } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';

let member: TestDashboard;
let other: ZooKeeper;
let serving: Serving;

async function begin(): Promise<Asker> {
  serving = await serve({
    port: 0,
    isPublishedOnLoopback: false,
    dataDir: `${member.dataDir}/again`,
    watched: {
      members: [{ id: 1, host: '127.0.0.1', port: Number(member.member.split(':')[1]), name: 'zk-1' }],
      label: 'again',
      embedded: false,
      canary: false,
      pollIntervalMs: 50,
    },
    log: (text) => process.stderr.write(`${text}\n`),
  });
  return Asker.enter({ ...member, serving, base: `http://127.0.0.1:${serving.port}` });
}

beforeAll(async () => {
  member = await startTestDashboard();
  other = new ZooKeeper(member.member);
  await other.connect();
  await other.create('/many');
  for (let at = 0; at < 15; at += 1) {
    await Promise.all(
      Array.from({ length: 100 }, (_, leaf) => other.create(`/many/n${at}-${leaf}`, 'some data')),
    );
  }
});
afterAll(async () => {
  await other.close();
  await serving.close();
  await member.close();
});

it('a server that ends under a job lists it as interrupted afterwards, with what it did and how to undo it', async () => {
  const first = await begin();
  expect((await first.get('/api/guard')).json<GuardView>().mode).toBe('review');
  const plan = await first.run('/api/bulk/delete-plan', { path: '/many' });
  const body = { plan: plan.id, digest: plan.digest, typedName: 'many', guard: { reviewed: true } };
  const { id } = await first.start('/api/bulk/delete', body);
  await first.until(id, (job) => countOf(job, 'deleted') > 50 || job.endedAtMs !== null);
  await first.post('/api/guard', { action: 'mode', mode: 'open' });
  await serving.close();
  const left = await other.getAllChildrenNumber('/many');
  expect(left).toBeGreaterThan(0);

  const second = await begin();
  expect((await second.get('/api/guard')).json<GuardView>().mode).toBe('open');
  const { jobs } = (await second.get('/api/jobs')).json<JobList>();
  expect(jobs.map((job) => [job.id, job.state])).toEqual([
    [plan.id, 'done'],
    [id, 'interrupted'],
  ]);
  const job = await second.job(id);
  expect(countOf(job, 'deleted')).toBe(1_500 - left);
  expect(job.undo?.writes).toBe(1_500 - left);
  expect((await second.items(plan.id)).length).toBe(1_501);
  // A search changes nothing, and begins anew; a delete needs a new look.
  expect(job.canResume).toBe(false);
});
