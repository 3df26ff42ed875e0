import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import type { BlastRadius, SessionList, ZnodeSessions } from '@vivarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dashboard, startDashboard } from '../../src/index.ts';
import { WatchIndex } from '../../src/sessions/watch-index.ts';
import { Asker } from '../asker.ts';
import { PageClient } from '../page-client.ts';

let dataDir: string;
let dashboard: Dashboard;
let page: PageClient;
let asker: Asker;
const clients: ZooKeeper[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vivarium-watches-'));
  const size = { voters: 1, observers: 0 };
  dashboard = await startDashboard({ port: 0, dataDir, size, print: () => undefined });
  page = await PageClient.enter(dashboard);
  asker = Asker.of(page.base, page.headers);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await page.close();
  await dashboard.close();
  await rm(dataDir, { recursive: true });
});

async function connect(): Promise<ZooKeeper> {
  const client = new ZooKeeper(dashboard.member);
  clients.push(client);
  await client.connect();
  return client;
}

async function aliasOf(client: ZooKeeper): Promise<string> {
  const id = 'sessionId' in client.state ? client.state.sessionId : null;
  const { sessions } = (await asker.get('/api/sessions')).json<SessionList>();
  return sessions.find((session) => session.id === id)?.alias ?? '';
}

describe('members of this process', () => {
  it('tell who hears of the end of a session: recursive watches further up and watches on children too', async () => {
    const [holder, above, beside, children, data] = await Promise.all(Array.from({ length: 5 }, connect));
    await holder?.create('/far');
    await holder?.create('/far/up');
    await holder?.create('/far/up/held', '', { mode: 'ephemeral' });
    await above?.watchWith('/far', 'persistentRecursive', () => undefined);
    await beside?.watchWith('/far/other', 'persistentRecursive', () => undefined);
    await children?.getChildren('/far/up', { watch: () => undefined });
    await data?.getData('/far/up', { watch: () => undefined });
    const names = new Map<string, string>();
    for (const [name, client] of Object.entries({ above, beside, children, data }))
      names.set(await aliasOf(client as ZooKeeper), name);
    const alias = await aliasOf(holder as ZooKeeper);
    const blast = (await asker.get(`/api/sessions/blast?alias=${alias}`)).json<BlastRadius>();
    const told = blast.told.flatMap((each) => names.get(each) ?? []).sort();
    expect([told, blast.blind]).toEqual([['above', 'children'], []]);
    const of = (await asker.get('/api/sessions/of?path=/far/up')).json<ZnodeSessions>();
    const watching = of.watchedBy?.flatMap((each) => names.get(each) ?? []).sort();
    expect(watching).toEqual(['above', 'children', 'data']);
  });
});

describe('an index of watches', () => {
  it('knows the root as above everything, and no other node by the beginning of its name', () => {
    const index = new WatchIndex();
    const nothing = { ofNode: false, ofChildren: false, ofAllBelow: false };
    index.add(1n, [{ ...nothing, path: '/', ofAllBelow: true }]);
    index.add(2n, [{ ...nothing, path: '/a', ofAllBelow: true }]);
    index.add(3n, [{ ...nothing, path: '/a/b', ofNode: true }]);
    index.addTold(4n, ['/ab']);
    expect(index.toldOfEnd('/ab/c')).toEqual(new Set([1n, 4n]));
    expect(index.toldOfEnd('/a/b/c')).toEqual(new Set([1n, 2n]));
    expect(index.toldOfEnd('/a/b')).toEqual(new Set([1n, 2n, 3n]));
    expect(index.watching('/ab')).toEqual(new Set([1n, 4n]));
  });
});
