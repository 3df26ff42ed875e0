import { ZooKeeper } from '@vivarium/client';
import type { Fault, JobView, UploadResult } from '@vivarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asker, countOf } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';

let page: TestDashboard;
let asker: Asker;
let other: ZooKeeper;

const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  '中文',
  '100%',
  '<script>alert(1)<',
  'a b',
  'é',
  'dubbo%3A%2F%2F',
];

beforeAll(async () => {
  page = await startTestDashboard();
  asker = await Asker.enter(page);
  other = new ZooKeeper(page.member);
  await other.connect();
  await other.create('/src', 'top');
  for (const name of NAMES) await other.create(`/src/${name}`, `data of ${name}`);
  await other.create('/src/none', null);
  await other.create('/src/empty', '');
  await other.create('/src/bytes', new Uint8Array([0, 255, 10, 13, 34]));
  await other.create('/src/box', '', { mode: 'container' });
  await other.create('/src/ttl', '', { mode: 'persistentWithTTL', ttlMs: 86_400_000 });
  await other.create('/src/mine', '', { mode: 'ephemeral' });
  await other.create('/src/shut', 's', { acl: [{ scheme: 'ip', id: '127.0.0.1', perms: 31 }] });
});
afterAll(async () => {
  await other.close();
  await page.close();
});

async function upload(text: string): Promise<{ status: number; body: UploadResult & Fault }> {
  const sent = await asker.upload(text);
  return { status: sent.status, body: sent.json() };
}

async function exported(
  path: string,
): Promise<{ job: JobView; text: string; headers: Record<string, unknown> }> {
  const job = await asker.run('/api/transfer/export', { path });
  const { text, headers } = await asker.get(`/api/jobs/file?id=${job.id}`);
  return { job, text, headers };
}

describe('export and import', () => {
  it('writes all that a node has, as a file that is no page', async () => {
    const { job, text, headers } = await exported('/src');
    expect([job.state, countOf(job, 'nodes'), countOf(job, 'missed')]).toEqual(['done', NAMES.length + 8, 0]);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-disposition']).toMatch(/^attachment/);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ format: 'vivarium-znodes', version: 1, root: '/src' });
    expect(lines.at(-1)).toEqual({ end: true, nodes: NAMES.length + 8, missed: [] });
    const of = (path: string) => lines.find((line) => line.path === path);
    expect([of('/src/none').data, of('/src/empty').data, of('/src/bytes').data]).toEqual([
      null,
      '',
      'AP8KDSI=',
    ]);
    // ZooKeeper does not show clients what a container or a TTL node is, and no replica is kept here.
    for (const path of ['/src/box', '/src/ttl'])
      expect(of(path)).toMatchObject({ kind: 'persistent', kindKnown: false });
    expect(of('/src/mine').kindKnown).toBe(true);
    expect(of('/src/mine')).toMatchObject({
      kind: 'ephemeral',
      ephemeralOwner: expect.stringMatching(/^0x/),
    });
    expect(of('/src/shut').acl).toEqual([{ scheme: 'ip', id: '127.0.0.1', perms: 31 }]);
  });

  it('brings everything back under another root, hostile names included, and finds it the same then', async () => {
    const { text } = await exported('/src');
    const { body } = await upload(text);
    expect([body.root, body.whole, body.nodes]).toEqual(['/src', true, NAMES.length + 8]);
    const wanted = { upload: body.upload, target: '/copy' };
    const plan = await asker.run('/api/transfer/import-plan', wanted);
    expect([countOf(plan, 'create'), countOf(plan, 'skipped')]).toEqual([NAMES.length + 7, 1]);
    expect(await other.exists('/copy')).toBeNull();
    const done = await asker.run('/api/transfer/import', { plan: plan.id, overwrite: false });
    expect([done.state, countOf(done, 'created'), countOf(done, 'failed')]).toEqual([
      'done',
      NAMES.length + 7,
      0,
    ]);
    for (const name of NAMES) {
      expect(Buffer.from((await other.getData(`/copy/${name}`)).data ?? []).toString()).toBe(
        `data of ${name}`,
      );
    }
    expect((await other.getData('/copy/none')).data).toBeNull();
    expect((await other.getACL('/copy/shut')).acl).toEqual([{ scheme: 'ip', id: '127.0.0.1', perms: 31 }]);
    const again = await asker.run('/api/transfer/import-plan', wanted);
    expect([countOf(again, 'same'), countOf(again, 'create')]).toEqual([NAMES.length + 7, 0]);
  });

  it('says create, change, same and conflict before it starts, and writes over only when told', async () => {
    await other.create('/mix');
    for (const name of ['same', 'change', 'kind', 'new']) await other.create(`/mix/${name}`, name);
    const { text } = await exported('/mix');
    await other.setData('/mix/change', 'theirs');
    await other.delete('/mix/new');
    await other.delete('/mix/kind');
    await other.create('/mix/kind', 'kind', { mode: 'ephemeral' });
    const { body } = await upload(text);
    const plan = await asker.run('/api/transfer/import-plan', { upload: body.upload });
    expect(['create', 'change', 'same', 'conflict'].map((name) => countOf(plan, name))).toEqual([1, 1, 2, 1]);
    expect((await asker.items(plan.id)).find(({ what }) => what === 'conflict')?.path).toBe('/mix/kind');
    const careful = await asker.run('/api/transfer/import', { plan: plan.id, overwrite: false });
    expect([countOf(careful, 'created'), countOf(careful, 'kept')]).toEqual([1, 2]);
    expect(Buffer.from((await other.getData('/mix/change')).data ?? []).toString()).toBe('theirs');
    const bold = await asker.run('/api/transfer/import', { plan: plan.id, overwrite: true });
    expect([countOf(bold, 'changed'), countOf(bold, 'kept')]).toEqual([1, 1]);
    expect(Buffer.from((await other.getData('/mix/change')).data ?? []).toString()).toBe('change');
    await asker.post('/api/undo', { id: bold.undo?.id });
    expect(Buffer.from((await other.getData('/mix/change')).data ?? []).toString()).toBe('theirs');
  });

  it('is honest about a file that ended early or holds nonsense', async () => {
    const { text } = await exported('/mix');
    const torn = text.split('\n').slice(0, 3).join('\n');
    expect((await upload(`${torn}\n{"path":"/mix/x"}\n`)).body).toMatchObject({ whole: false, nodes: 3 });
    const { body } = await upload(`${torn}\nnonsense\n`);
    const plan = await asker.run('/api/transfer/import-plan', { upload: body.upload, target: '/torn' });
    expect([countOf(plan, 'create'), countOf(plan, 'failed')]).toEqual([2, 1]);
    for (const bad of ['', 'nonsense', '{"format":"other"}', '[]']) {
      const answer = await upload(bad);
      expect([bad, answer.status, answer.body.code]).toEqual([bad, 400, 'BAD_UPLOAD']);
    }
  });
});
