import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import type { JobView, UploadResult } from '@vivarium/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Serving, serve } from '../../src/server.ts';
import { Asker, countOf } from '../asker.ts';
import { PageClient } from '../page-client.ts';
import { LaggingEnsemble } from './lagging-ensemble.ts';

const BEHIND = 1;
const AHEAD = 2;
let dataDir: string;
let ensemble: LaggingEnsemble;
let serving: Serving;
let page: PageClient;
let asker: Asker;
let other: ZooKeeper;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vivarium-lagging-'));
  ensemble = await LaggingEnsemble.start(dataDir);
  const [behind, ahead] = [ensemble.port(BEHIND), ensemble.port(AHEAD)];
  serving = await serve({
    port: 0,
    isPublishedOnLoopback: false,
    dataDir,
    watched: {
      members: [{ id: BEHIND, host: '127.0.0.1', port: behind, name: 'zk-1' }],
      label: 'test',
      embedded: false,
      canary: false,
      pollIntervalMs: 50,
    },
    log: (text) => process.stderr.write(`${text}\n`),
  });
  page = await PageClient.enter(serving);
  asker = Asker.of(page.base, page.headers);
  other = new ZooKeeper(`127.0.0.1:${ahead}`);
  await other.connect();
});
afterAll(async () => {
  await other.close();
  await page.close();
  await serving.close();
  await ensemble.close();
  await rm(dataDir, { recursive: true });
});

/** Starts a job when the member that the dashboard is connected to has not heard of the last write. */
async function behind(write: () => Promise<unknown>, path: string, body: unknown): Promise<JobView> {
  const asked = ensemble.strait.hold();
  try {
    await write();
    const { id } = await asker.start(path, body);
    // A job that does not ask for what the others have ends with what this member has.
    await Promise.race([asked, asker.until(id)]);
    ensemble.strait.open();
    return await asker.until(id);
  } finally {
    ensemble.strait.open();
  }
}

const guard = { reviewed: true };
const search = { in: ['name', 'data'], matchCase: false, as: 'text' };
it.each([
  ['an export', '/api/transfer/export', (path: string) => ({ path }), 'nodes'],
  ['a search', '/api/bulk/search', (under: string) => ({ ...search, under, query: 'e' }), 'looked'],
  ['a look at sizes', '/api/bulk/sizes', (under: string) => ({ under }), 'nodes'],
  ['the plan of a delete', '/api/bulk/delete-plan', (path: string) => ({ path }), 'persistent'],
  [
    'a list for a subtree',
    '/api/bulk/acl',
    (path: string) => ({ path, acl: [{ scheme: 'world', id: 'anyone', perms: 15 }], guard }),
    'set',
  ],
  [
    'a copy',
    '/api/bulk/copy',
    (path: string) => ({ kind: 'copy', path, target: `${path}-copied`, guard }),
    'copied',
  ],
] as const)('%s has what was acknowledged before it was asked for', async (_name, route, bodyOf, count) => {
  const top = `/of${route.replaceAll('/', '-')}`;
  await other.create(top);
  await asker.run('/api/bulk/sizes', { under: top });
  const job = await behind(() => other.create(`${top}/late`), route, bodyOf(top));
  expect([job.state, job.fault, countOf(job, count)]).toEqual(['done', null, 2]);
});

it('an import compares with what was acknowledged before it was asked for', async () => {
  await other.create('/file', 'first');
  const exported = await asker.run('/api/transfer/export', { path: '/file' });
  const { text } = await asker.get(`/api/jobs/file?id=${exported.id}`);
  const { upload } = (await asker.upload(text)).json<UploadResult>();
  const plan = await behind(() => other.setData('/file', 'second'), '/api/transfer/import-plan', { upload });
  expect([countOf(plan, 'change'), countOf(plan, 'same')]).toEqual([1, 0]);
});
