import { ZooKeeper } from '@vivarium/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Asker, countOf } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';

let page: TestDashboard;
let asker: Asker;

beforeAll(async () => {
  page = await startTestDashboard();
  asker = await Asker.enter(page);
  const other = new ZooKeeper(page.member);
  await other.connect();
  await other.create('/many');
  for (let at = 0; at < 15; at += 1) {
    await Promise.all(
      Array.from({ length: 100 }, (_, leaf) => other.create(`/many/n${at}-${leaf}`, 'some data')),
    );
  }
  await other.close();
});
afterAll(() => page.close());

it('a delete outlasts the loss of its member: it waits, says so, and goes on where it was', async () => {
  const plan = await asker.run('/api/bulk/delete-plan', { path: '/many' });
  const body = { plan: plan.id, digest: plan.digest, typedName: 'many' };
  const { id } = await asker.start('/api/bulk/delete', body);
  await asker.until(id, (job) => countOf(job, 'deleted') > 50 || job.endedAtMs !== null);
  await page.stopMember();
  const waiting = await asker.until(id, (job) => job.state === 'waiting' || job.endedAtMs !== null);
  expect([waiting.state, waiting.endedAtMs]).toEqual(['waiting', null]);
  expect(['CONNECTIONLOSS', 'UNKNOWN_OUTCOME', 'OPERATIONTIMEOUT']).toContain(waiting.fault?.code);
  await page.startMember();
  const job = await asker.until(id);
  expect([job.state, countOf(job, 'failed')]).toEqual(['done', 0]);
  expect(countOf(job, 'deleted') + countOf(job, 'gone')).toBe(1_501);
});
