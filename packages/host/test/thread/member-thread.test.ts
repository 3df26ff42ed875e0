import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { zooConfigFrom } from '../../src/config/read-zoo-config.ts';
import { lineLogger } from '../../src/server/logger.ts';
import type { MemberThread } from '../../src/thread/member-thread.ts';
import { startMemberThread } from '../../src/thread/start-member-thread.ts';
import { RawClient } from '../server/raw-client.ts';

let folder: string;
const threads: MemberThread[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thread-'));
});

afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.kill();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<MemberThread> {
  const config = zooConfigFrom({ dataDir: folder, clientPort: '0', clientPortAddress: '127.0.0.1' });
  const thread = await startMemberThread(config, { logger: lineLogger(() => {}) });
  threads.push(thread);
  return thread;
}

async function connected(thread: MemberThread): Promise<RawClient> {
  const client = await RawClient.dial(thread.clientPort!);
  await client.open();
  return client;
}

it('serves clients and answers its owner', async () => {
  const thread = await start();
  const client = await connected(thread);
  expect(await client.create('/a', 'one')).toBe(0);
  expect(await thread.view()).toMatchObject({
    mode: 'standalone',
    serving: true,
    nodeCount: 6,
    connections: 1,
  });
  expect(await thread.connections()).toMatchObject([{ address: '127.0.0.1', session: { lastOp: 'CREA' } }]);
  expect(await thread.sessions()).toHaveLength(1);
  expect(await thread.fourLetterWord('srvr')).toContain('Node count: 6');
  client.close();
});

it('tells events', async () => {
  const thread = await start();
  const first = new Promise<string>((resolve) => {
    thread.subscribe((events) => resolve(events[0]!.type));
  });
  // A call is answered after the subscription, which was asked for before it.
  await thread.view();
  const client = await connected(thread);
  expect(await first).toBe('connectionOpened');
  client.close();
});

it('is recovered after its thread was ended without warning, nothing acknowledged lost', async () => {
  const thread = await start();
  const client = await connected(thread);
  expect(await client.create('/kept', 'value')).toBe(0);
  await thread.kill();
  expect(await client.next()).toBeNull();
  await expect(thread.view()).rejects.toThrow('the thread has ended');
  const again = await connected(await start());
  expect(await again.get('/kept')).toBe('value');
  again.close();
});

it('stops cleanly and gives the directory back', async () => {
  await (await start()).stop();
  await (await start()).stop();
});

it('says why it cannot start', async () => {
  await start();
  await expect(start()).rejects.toThrow(/is in use by another running server/);
});
