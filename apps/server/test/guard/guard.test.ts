import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import type {
  AuditCheck,
  AuditPage,
  CreateResult,
  DeleteResult,
  Fault,
  GuardView,
  IdentityView,
  NodeView,
  QuotaView,
  SetResult,
} from '@vivarium/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Asker } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';

let page: TestDashboard;
let asker: Asker;
let other: ZooKeeper;

const base64 = (text: string) => Buffer.from(text).toString('base64');
const guard = (body: object) => asker.post('/api/guard', body);
const create = (path: string, more: object = {}) =>
  asker.post('/api/tree/create', { path, data: '', kind: 'persistent', ...more });
const node = async (path: string) =>
  (await asker.get(`/api/tree/node?path=${encodeURIComponent(path)}`)).json<NodeView>();
const audit = async (query: string) => (await asker.get(`/api/audit?${query}`)).json<AuditPage>();

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

describe('the safe mode', () => {
  beforeEach(async () => {
    await guard({ action: 'unlock', name: 'test' });
    await guard({ action: 'mode', mode: 'open' });
  });

  it('is open for members of ours', async () => {
    expect((await asker.get('/api/guard')).json<GuardView>()).toEqual({
      connection: 'test',
      mode: 'open',
      unlockedUntilMs: null,
      prefixes: ['/zookeeper'],
    });
    expect((await create('/open')).status).toBe(200);
  });

  it('in review takes only what was reviewed', async () => {
    await guard({ action: 'mode', mode: 'review' });
    const refused = await create('/reviewed');
    expect([refused.status, refused.json<Fault>().code]).toEqual([428, 'REVIEW_NEEDED']);
    expect((await create('/reviewed', { guard: { reviewed: true } })).status).toBe(200);
    const job = await asker.post('/api/bulk/acl', {
      path: '/reviewed',
      acl: [{ scheme: 'world', id: 'anyone', perms: 31 }],
    });
    expect(job.json<Fault>().code).toBe('REVIEW_NEEDED');
  });

  it('locked takes nothing until its name is typed', async () => {
    await guard({ action: 'mode', mode: 'locked' });
    const reviewed = { guard: { reviewed: true } };
    expect((await create('/locked', reviewed)).json<Fault>().code).toBe('LOCKED');
    expect((await guard({ action: 'mode', mode: 'open' })).json<Fault>().code).toBe('LOCKED');
    expect((await guard({ action: 'unlock', name: 'Test' })).json<Fault>().code).toBe('WRONG_NAME');
    const before = Date.now();
    const { unlockedUntilMs } = (await guard({ action: 'unlock', name: 'test' })).json<GuardView>();
    expect((unlockedUntilMs ?? 0) - before).toBeGreaterThanOrEqual(900_000);
    expect((await create('/locked', reviewed)).status).toBe(200);
    await guard({ action: 'lock' });
    expect((await create('/locked2', reviewed)).json<Fault>().code).toBe('LOCKED');
  });

  it('asks for a protected prefix, typed, at and below it and nowhere else', async () => {
    await guard({ action: 'protect', prefixes: ['/prod'] });
    expect((await create('/prod2')).status).toBe(200);
    for (const path of ['/prod', '/zookeeper/x']) {
      const refused = await create(path);
      expect([path, refused.json<Fault>().code]).toEqual([path, 'PROTECTED']);
    }
    expect((await create('/prod', { guard: { confirm: '/prod' } })).status).toBe(200);
    expect((await create('/prod/x', { guard: { confirm: '/zookeeper' } })).json<Fault>().about).toBe('/prod');
    await guard({ action: 'protect', prefixes: [] });
  });
});

describe('undo', () => {
  it('takes back a set, a create and a delete, as new writes that insist on what was left', async () => {
    const made = (await create('/undo/deep', { parents: true, data: base64('one') })).json<CreateResult>();
    const { stat } = await node('/undo/deep');
    const seen = { path: '/undo/deep', version: 0, czxid: stat.czxid };
    const set = (await asker.post('/api/tree/set', { ...seen, data: base64('two') })).json<SetResult>();
    // The node is at another version than the one that the create left.
    expect((await asker.post('/api/undo', { id: made.undo?.id })).json<Fault>().code).toBe('BADVERSION');
    expect((await asker.post('/api/undo', { id: set.undo?.id })).status).toBe(200);
    expect(Buffer.from((await node('/undo/deep')).data, 'base64').toString()).toBe('one');
    const gone = (await asker.post('/api/tree/delete', { ...seen, version: 2 })).json<DeleteResult>();
    expect(await other.exists('/undo/deep')).toBeNull();
    expect((await asker.post('/api/undo', { id: gone.undo?.id })).status).toBe(200);
    expect(Buffer.from((await node('/undo/deep')).data, 'base64').toString()).toBe('one');
    const [record] = (await audit('path=/undo/deep&op=create')).records;
    expect(record?.undoes).toBe(gone.undo?.id);
  });

  it('is not offered for an ephemeral', async () => {
    await other.create('/mine', '', { mode: 'ephemeral' });
    const { stat } = await node('/mine');
    const gone = await asker.post('/api/tree/delete', { path: '/mine', version: 0, czxid: stat.czxid });
    expect(gone.json<DeleteResult>()).toEqual({ path: '/mine' });
  });
});

describe('quotas', () => {
  it('are kept as Apache keeps them, counted by the member, and taken away', async () => {
    await other.create('/q');
    await other.create('/q/one', '12345');
    const limits = { nodesSoft: 10, nodesHard: 20, bytesSoft: null, bytesHard: 1_000 };
    const set = (await asker.post('/api/quota', { path: '/q', limits })).json<QuotaView>();
    expect(set).toMatchObject({
      path: '/q',
      at: '/q',
      limits,
      usage: { nodes: 2, bytes: 5 },
      undo: { writes: 1 },
    });
    const text = (await other.getData('/zookeeper/quota/q/zookeeper_limits')).data;
    expect(Buffer.from(text ?? []).toString()).toBe(
      'count=10,bytes=-1=;byteHardLimit=1000;countHardLimit=20',
    );
    const below = (await asker.get('/api/quota?path=/q/one')).json<QuotaView>();
    expect(below.at).toBe('/q');
    const nested = await asker.post('/api/quota', { path: '/q/one', limits });
    expect([nested.json<Fault>().code, nested.json<Fault>().about]).toEqual(['QUOTA_NESTED', '/q']);
    const gone = (await asker.post('/api/quota', { path: '/q', limits: null })).json<QuotaView>();
    expect([gone.limits, await other.exists('/zookeeper/quota/q')]).toEqual([null, null]);
    expect((await asker.post('/api/quota', { path: '/', limits })).status).toBe(400);
    // It is no longer the quota that was set; but the one that was taken away can be given back.
    expect((await asker.post('/api/undo', { id: set.undo?.id })).json<Fault>().code).toBe('NOT_UNDOABLE');
    expect((await asker.post('/api/undo', { id: gone.undo?.id })).status).toBe(200);
    expect((await asker.get('/api/quota?path=/q')).json<QuotaView>().limits).toEqual(limits);
  });
});

describe('the dashboard’s identity', () => {
  it('takes credentials, which are written nowhere, and survives those that are refused', async () => {
    const before = (await asker.get('/api/identity')).json<IdentityView>();
    expect(before.identities?.some(({ scheme }) => scheme === 'digest')).toBe(false);
    const bad = await asker.post('/api/identity', { scheme: 'nosuch', auth: 'x' });
    expect(bad.json<Fault>().code).toBe('AUTHFAILED');
    const after = (
      await asker.post('/api/identity', { scheme: 'digest', auth: 'ann:s3cretword' })
    ).json<IdentityView>();
    expect(after.identities).toContainEqual({ scheme: 'digest', id: 'ann' });
    expect(await readFile(join(page.dataDir, 'audit.jsonl'), 'utf8')).not.toContain('s3cretword');
  });
});

describe('the audit', () => {
  it('keeps reason and ticket, finds by who, path, kind and time, and pages', async () => {
    await create('/why', { guard: { reason: 'to try', ticket: 'OPS-1' } });
    const { records } = await audit('path=/why');
    expect(records).toMatchObject([
      {
        op: 'create',
        path: '/why',
        who: expect.stringMatching(/^page-\d+$/),
        reason: 'to try',
        ticket: 'OPS-1',
        outcome: 'ok',
        kind: 'write',
      },
    ]);
    expect(records[0]?.undo).toBe(`w${records[0]?.seq}`);
    expect((await audit('who=nobody')).records).toEqual([]);
    expect((await audit('kind=guard&op=unlock')).records.length).toBeGreaterThan(0);
    expect((await audit(`to=${new Date(0).toISOString()}`)).records).toEqual([]);
    const all = (await audit('')).records;
    expect((await audit(`before=${all[2]?.seq}`)).records[0]?.seq).toBe(all[3]?.seq);
  });

  it('holds, line by line', async () => {
    const check = (await asker.get('/api/audit/check')).json<AuditCheck>();
    expect([check.firstBrokenLine, check.lines > 10]).toEqual([null, true]);
  });
});
