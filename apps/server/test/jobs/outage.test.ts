import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import { lineLogger, type RunningServer, startServer, zooConfigFrom } from '@vivarium/host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Serving, serve } from '../../src/server.ts';
import { Asker, countOf } from '../asker.ts';

let dataDir: string;
let member: RunningServer;
let port: number;
let serving: Serving;
let asker: Asker;

function start(clientPort: string): Promise<RunningServer> {
  const config = { dataDir: join(dataDir, 'member'), clientPortAddress: '127.0.0.1', clientPort };
  return startServer(zooConfigFrom({ ...config, '4lw.commands.whitelist': '*' }), {
    logger: lineLogger(() => undefined),
  });
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vivarium-outage-'));
  member = await start('0');
  port = member.clientPort as number;
  serving = await serve({
    port: 0,
    isPublishedOnLoopback: false,
    dataDir,
    watched: {
      members: [{ id: 1, host: '127.0.0.1', port, name: 'zk-1' }],
      label: 'test',
      embedded: true,
      canary: false,
      pollIntervalMs: 50,
    },
    log: (text) => process.stderr.write(`${text}\n`),
  });
  const base = `http://127.0.0.1:${serving.port}`;
  asker = await Asker.enter({
    serving,
    base,
    member: `127.0.0.1:${port}`,
    dataDir,
    close: async () => undefined,
  });
  const other = new ZooKeeper(`127.0.0.1:${port}`);
  await other.connect();
  await other.create('/many');
  for (let at = 0; at < 15; at += 1) {
    await Promise.all(
      Array.from({ length: 100 }, (_, leaf) => other.create(`/many/n${at}-${leaf}`, 'some data')),
    );
  }
  await other.close();
});
afterAll(async () => {
  await serving.close();
  await member.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('a delete outlasts the loss of its member: it waits, says so, and goes on where it was', async () => {
  const plan = await asker.run('/api/bulk/delete-plan', { path: '/many' });
  const body = { plan: plan.id, digest: plan.digest, typedName: 'many' };
  const { id } = await asker.start('/api/bulk/delete', body);
  await asker.until(id, (job) => countOf(job, 'deleted') > 50 || job.endedAtMs !== null);
  await member.stop();
  const waiting = await asker.until(id, (job) => job.state === 'waiting' || job.endedAtMs !== null);
  expect([waiting.state, waiting.endedAtMs]).toEqual(['waiting', null]);
  expect(['CONNECTIONLOSS', 'UNKNOWN_OUTCOME', 'OPERATIONTIMEOUT']).toContain(waiting.fault?.code);
  member = await start(String(port));
  const job = await asker.until(id);
  expect([job.state, countOf(job, 'failed')]).toEqual(['done', 0]);
  expect(countOf(job, 'deleted') + countOf(job, 'gone')).toBe(1_501);
});
