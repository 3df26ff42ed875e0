import { ZooKeeper } from '@vivarium/client';
import type { Fault, UndoResult, UndoView } from '@vivarium/contract';
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
});
afterAll(async () => {
  await other.close();
  await page.close();
});

async function grow(top: string, branches: number, leaves: number): Promise<void> {
  await other.create(top, 'top');
  for (let branch = 0; branch < branches; branch += 1) {
    await other.create(`${top}/b${branch}`, `branch ${branch}`);
    await Promise.all(
      Array.from({ length: leaves }, (_, leaf) => other.create(`${top}/b${branch}/n${leaf}`, `leaf ${leaf}`)),
    );
  }
}

const plan = (path: string) => asker.run('/api/bulk/delete-plan', { path });

describe('a recursive delete', () => {
  it('is counted first, takes what was counted and nothing that only looks alike, and can be undone', async () => {
    await grow('/gone', 3, 4);
    await other.create('/gone2', 'stays');
    const counted = await plan('/gone');
    expect([counted.state, counted.total, countOf(counted, 'persistent')]).toEqual(['done', 16, 16]);
    expect(countOf(counted, 'undoable')).toBe(1);
    expect(countOf(counted, 'watches')).toBe(0);
    expect((await asker.items(counted.id)).map(({ path }) => path)).toContain('/gone/b2/n3');
    const { digest } = counted;
    const deleted = await asker.run('/api/bulk/delete', { plan: counted.id, digest });
    expect([deleted.state, countOf(deleted, 'deleted'), countOf(deleted, 'failed')]).toEqual(['done', 16, 0]);
    expect(await other.exists('/gone')).toBeNull();
    expect(await other.exists('/gone2')).not.toBeNull();

    const undo = deleted.undo?.id ?? '';
    const shown = (await asker.get(`/api/undo?id=${undo}`)).json<UndoView>();
    expect([shown.writes, shown.steps[0]]).toEqual([
      16,
      { op: 'create', path: '/gone', expectsVersion: null },
    ]);
    const { job } = (await asker.post('/api/undo', { id: undo })).json<UndoResult>();
    const undone = await asker.until(job ?? '');
    expect([undone.state, countOf(undone, 'undone'), countOf(undone, 'failed')]).toEqual(['done', 16, 0]);
    expect(Buffer.from((await other.getData('/gone/b2/n3')).data ?? []).toString()).toBe('leaf 3');
    expect((await asker.post('/api/undo', { id: undo })).json<Fault>().code).toBe('NOT_UNDOABLE');

    // The undoing itself is undone, and that as well.
    const redo = await asker.post('/api/undo', { id: undone.undo?.id });
    const redone = await asker.until(redo.json<UndoResult>().job ?? '');
    expect([redone.state, countOf(redone, 'undone'), countOf(redone, 'failed')]).toEqual(['done', 16, 0]);
    expect(await other.exists('/gone')).toBeNull();
    const back = await asker.post('/api/undo', { id: redone.undo?.id });
    await asker.until(back.json<UndoResult>().job ?? '');
    expect(Buffer.from((await other.getData('/gone/b2/n3')).data ?? []).toString()).toBe('leaf 3');
  });

  it('asks for the name above 20 nodes, and again for ephemerals, whose owners it names', async () => {
    await grow('/typed', 2, 10);
    await other.create('/typed/b0/mine', '', { mode: 'ephemeral' });
    const counted = await plan('/typed');
    expect([countOf(counted, 'ephemeral'), countOf(counted, 'owners')]).toEqual([1, 1]);
    const mine = (await asker.items(counted.id)).find(({ what }) => what === 'ephemeral');
    expect(mine).toMatchObject({ path: '/typed/b0/mine', detail: expect.stringMatching(/^s-[0-9a-f]{8}$/) });
    const body = { plan: counted.id, digest: counted.digest };
    const unnamed = await asker.post('/api/bulk/delete', body);
    expect([unnamed.status, unnamed.json<Fault>().code, unnamed.json<Fault>().about]).toEqual([
      428,
      'WRONG_NAME',
      'typed',
    ]);
    const named = await asker.post('/api/bulk/delete', { ...body, typedName: 'typed' });
    expect(named.json<Fault>().code).toBe('EPHEMERALS_INSIDE');
    const deleted = await asker.run('/api/bulk/delete', { ...body, typedName: 'typed', ephemeralsToo: true });
    expect([deleted.state, countOf(deleted, 'deleted')]).toEqual(['done', 24]);
    // What belonged to a session cannot be brought back, and is not offered.
    expect(deleted.undo?.writes).toBe(23);
  });

  it('deletes nothing when the subtree is no longer the one that was counted', async () => {
    await grow('/moving', 1, 2);
    const counted = await plan('/moving');
    await other.create('/moving/late');
    const body = { plan: counted.id, digest: counted.digest };
    const job = await asker.run('/api/bulk/delete', body);
    expect([job.state, job.fault?.code, countOf(job, 'deleted')]).toEqual(['failed', 'SUBTREE_CHANGED', 0]);
    expect(await other.exists('/moving/b0/n1')).not.toBeNull();
    const wrong = await asker.post('/api/bulk/delete', { ...body, digest: '0'.repeat(64) });
    expect(wrong.json<Fault>().code).toBe('SUBTREE_CHANGED');
  });

  it('stops half-way when cancelled: what is left stays, and what went can be brought back', async () => {
    await grow('/half', 20, 150);
    const counted = await plan('/half');
    const body = { plan: counted.id, digest: counted.digest, typedName: 'half' };
    const { id } = await asker.start('/api/bulk/delete', body);
    await asker.until(id, (job) => countOf(job, 'deleted') > 100 || job.endedAtMs !== null);
    await asker.post('/api/jobs/cancel', { id });
    const job = await asker.until(id);
    expect(job.state).toBe('cancelled');
    const deleted = countOf(job, 'deleted');
    expect(await other.getAllChildrenNumber('/half')).toBe((counted.total ?? 0) - 1 - deleted);
    expect(job.undo?.writes).toBe(deleted);
  });

  it('is refused whole below a protected prefix until the prefix is typed', async () => {
    await grow('/keep', 1, 1);
    await asker.post('/api/guard', { action: 'protect', prefixes: ['/keep'] });
    const counted = await plan('/keep');
    const body = { plan: counted.id, digest: counted.digest };
    const refused = await asker.post('/api/bulk/delete', body);
    expect([refused.status, refused.json<Fault>().code, refused.json<Fault>().about]).toEqual([
      428,
      'PROTECTED',
      '/keep',
    ]);
    const job = await asker.run('/api/bulk/delete', { ...body, guard: { confirm: '/keep' } });
    expect([job.state, countOf(job, 'deleted')]).toEqual(['done', 3]);
  });
});
