import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import {
  type AccessView,
  type ChildrenPage,
  CREATE_KINDS,
  type CreateResult,
  type Fault,
  type NodeView,
  PAGE_ROWS,
  type SetResult,
} from '@vivarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstBrokenLine } from '../../src/audit/audit-log.ts';
import { enter, startTestDashboard, type TestDashboard } from '../dashboard.ts';
import { send } from '../send.ts';

let page: TestDashboard;
let other: ZooKeeper;
let headers: Record<string, string>;

const get = (path: string) => send(`${page.base}${path}`, { headers });
const post = (route: string, body: unknown) =>
  send(`${page.base}/api/tree/${route}`, { method: 'POST', headers, body });
const node = async (path: string) =>
  (await get(`/api/tree/node?path=${encodeURIComponent(path)}`)).json<NodeView>();
const base64 = (text: string) => Buffer.from(text).toString('base64');

beforeAll(async () => {
  page = await startTestDashboard();
  headers = { cookie: await enter(page), origin: page.base };
  other = new ZooKeeper(page.member);
  await other.connect();
});
afterAll(async () => {
  await other.close();
  await page.close();
});

describe('reading znodes', () => {
  it('gives data, stat and ACL of a node as another client wrote them', async () => {
    const { stat } = await other.create('/read', 'some data');
    const read = await node('/read');
    expect(Buffer.from(read.data, 'base64').toString()).toBe('some data');
    expect(read.stat.czxid).toBe(`0x${stat.czxid.toString(16)}`);
    expect(read.stat.dataLength).toBe(9);
    expect(read.acl).toEqual([{ scheme: 'world', id: 'anyone', perms: 31 }]);
  });

  it.each([
    '/dubbo%3A%2F%2F10.0.0.1%3A20880',
    '/a?b=c&d#e+f g',
    '/中文',
    '/__proto__',
    '/constructor',
    '/100%',
    '/<img src=x onerror=alert(1)>',
  ])('finds %s under exactly this path', async (path) => {
    await other.create(path, path);
    const read = await node(path);
    expect([read.path, Buffer.from(read.data, 'base64').toString()]).toEqual([path, path]);
    const list = (await get('/api/tree/children?path=/')).json<ChildrenPage>();
    expect(list.rows.map((row) => row.name)).toContain(path.slice(1));
  });

  it('tells of a node that may not be read its stat and the list that refuses', async () => {
    const acl = [
      { scheme: 'world', id: 'anyone', perms: 16 },
      { scheme: 'digest', id: 'owner:AAAAAAAAAAAAAAAAAAAAAAAAAAA=', perms: 1 },
    ];
    await other.create('/closed', 'seven', { acl });
    expect((await get('/api/tree/node?path=/closed')).json<Fault>().code).toBe('NOAUTH');
    const told = (await get('/api/tree/access?path=/closed')).json<AccessView>();
    expect(told.acl.map(({ scheme }) => scheme)).toEqual(['world', 'digest']);
    // Whether the stat is told without the right to read is the server's to say.
    expect([told.aclFault, told.stat?.dataLength ?? 5]).toEqual([null, 5]);
    expect((await get('/api/tree/access?path=/not-here')).json<Fault>().code).toBe('NONODE');
    await other.create('/closed-list', 'x', { acl: acl.slice(1) });
    const less = (await get('/api/tree/access?path=/closed-list')).json<AccessView>();
    expect([less.acl, less.aclFault]).toEqual([[], 'NOAUTH']);
  });

  it('pages children sorted, without gaps or repeats', async () => {
    await other.create('/wide');
    const names = Array.from({ length: PAGE_ROWS + 7 }, (_, index) => `n${String(index).padStart(5, '0')}`);
    await Promise.all(names.map((name) => other.create(`/wide/${name}`)));
    const first = (await get('/api/tree/children?path=/wide')).json<ChildrenPage>();
    expect([first.rows.length, first.total, first.more]).toEqual([PAGE_ROWS, names.length, true]);
    const after = first.rows.at(-1)?.name ?? '';
    const second = (await get(`/api/tree/children?path=/wide&after=${after}`)).json<ChildrenPage>();
    expect(second.more).toBe(false);
    expect([...first.rows, ...second.rows].map((row) => row.name)).toEqual(names);
    expect(first.rows[0]?.stat?.numChildren).toBe(0);
  });

  it('names the code, its meaning and the next step when it cannot', async () => {
    const answer = await get('/api/tree/node?path=/absent');
    const fault = answer.json<Fault>();
    expect([answer.status, fault.code]).toEqual([404, 'NONODE']);
    expect(fault.meaning.length * fault.next.length).toBeGreaterThan(0);
    await other.create('/secret', 's', { acl: [{ scheme: 'world', id: 'anyone', perms: 8 }] });
    const denied = await get('/api/tree/node?path=/secret');
    expect([denied.status, denied.json<Fault>().code]).toEqual([403, 'NOAUTH']);
    const invalid = await post('create', { path: '/..', data: '', kind: 'persistent' });
    expect([invalid.status, invalid.json<Fault>().code]).toEqual([400, 'BADARGUMENTS']);
    expect((await get('/api/tree/node?path=/&more=1')).json<Fault>().code).toBe('BAD_REQUEST');
  });
});

describe('writing znodes', () => {
  it('makes every kind of node', async () => {
    await other.create('/kinds');
    for (const kind of CREATE_KINDS) {
      const ttl = kind.startsWith('ttl') ? { ttlMs: 60_000 } : {};
      const answer = await post('create', { path: `/kinds/${kind}`, data: base64(kind), kind, ...ttl });
      expect([kind, answer.status]).toEqual([kind, 200]);
      const { path } = answer.json<CreateResult>();
      expect(path).toMatch(kind.endsWith('sequential') ? /\d{10}$/ : new RegExp(`/${kind}$`));
      const made = await other.getData(path);
      expect(Buffer.from(made.data ?? []).toString()).toBe(kind);
      expect(made.stat.ephemeralOwner !== 0n).toBe(kind.startsWith('ephemeral'));
    }
  });

  it('sets data at the version that was seen', async () => {
    await other.create('/set', 'one');
    const { stat } = await node('/set');
    const body = { path: '/set', data: base64('two'), version: stat.version, czxid: stat.czxid };
    const answer = await post('set', body);
    expect([answer.status, answer.json<SetResult>().stat.version]).toEqual([200, 1]);
    expect(Buffer.from((await other.getData('/set')).data ?? []).toString()).toBe('two');
  });

  it('refuses a set at an older version and shows the node as it is', async () => {
    await other.create('/conflict', 'one');
    const { stat } = await node('/conflict');
    await other.setData('/conflict', 'theirs');
    const body = { path: '/conflict', data: base64('mine'), version: stat.version, czxid: stat.czxid };
    const answer = await post('set', body);
    const fault = answer.json<Fault>();
    expect([answer.status, fault.code, fault.current?.stat.version]).toEqual([409, 'BADVERSION', 1]);
    expect(Buffer.from(fault.current?.data ?? '', 'base64').toString()).toBe('theirs');
    expect(Buffer.from((await other.getData('/conflict')).data ?? []).toString()).toBe('theirs');
  });

  it('tells a node made anew from the one that was seen, though its version is the same', async () => {
    await other.create('/anew', 'first');
    const { stat } = await node('/anew');
    await other.delete('/anew');
    await other.create('/anew', 'second');
    const seen = { path: '/anew', version: stat.version, czxid: stat.czxid };
    expect((await post('set', { ...seen, data: base64('mine') })).json<Fault>().code).toBe('RECREATED');
    expect((await post('delete', seen)).json<Fault>().code).toBe('RECREATED');
    expect(Buffer.from((await other.getData('/anew')).data ?? []).toString()).toBe('second');
  });

  it('deletes at the version that was seen, and not what has children', async () => {
    await other.create('/gone', 'x');
    await other.create('/gone/child');
    const { stat } = await node('/gone');
    const seen = { path: '/gone', version: stat.version, czxid: stat.czxid };
    expect((await post('delete', seen)).json<Fault>().code).toBe('NOTEMPTY');
    await other.delete('/gone/child');
    expect((await post('delete', { ...seen, version: 5 })).json<Fault>().code).toBe('BADVERSION');
    expect((await post('delete', seen)).status).toBe(200);
    expect(await other.exists('/gone')).toBeNull();
  });

  it('takes a megabyte and refuses more', async () => {
    await other.create('/large');
    const { stat } = await node('/large');
    const body = { path: '/large', version: 0, czxid: stat.czxid };
    const fits = Buffer.alloc(1_000_000, 7).toString('base64');
    expect((await post('set', { ...body, data: fits })).status).toBe(200);
    const answer = await post('set', {
      ...body,
      version: 1,
      data: Buffer.alloc(1_100_000).toString('base64'),
    });
    expect([answer.status, answer.json<Fault>().code]).toEqual([413, 'TOO_LARGE']);
  });

  it('has recorded every write before its end, in a chain that holds', async () => {
    const text = await readFile(join(page.dataDir, 'audit.jsonl'), 'utf8');
    expect(firstBrokenLine(text)).toBeNull();
    const records = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const written = records.filter((record) => record.kind === 'write' && record.path === '/set');
    expect(written).toMatchObject([
      { op: 'setData', expectsVersion: 0, who: expect.stringMatching(/^page-\d+$/), from: '127.0.0.1' },
    ]);
    const ended = records.filter((record) => record.kind === 'outcome' && record.of === written[0]?.seq);
    expect(ended).toMatchObject([{ outcome: 'ok' }]);
    expect(text).not.toContain('theirs');
  });
});
