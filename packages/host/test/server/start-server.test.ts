import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zooConfigFrom } from '../../src/config/read-zoo-config.ts';
import { lineLogger } from '../../src/server/logger.ts';
import type { RunningServer } from '../../src/server/running-server.ts';
import { operatorMessage } from '../../src/server/start-error.ts';
import { startServer } from '../../src/server/start-server.ts';
import { dial, readToEnd } from '../net/port-fixture.ts';
import { RawClient } from './raw-client.ts';

let folder: string;
let log: string[];
let heard: (line: string) => void;
const running: RunningServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'server-'));
  log = [];
  heard = () => {};
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  rmSync(folder, { recursive: true });
});

function remember(line: string): void {
  log.push(line);
  heard(line);
}

async function start(keys: Record<string, string> = {}): Promise<RunningServer> {
  const config = zooConfigFrom({
    dataDir: join(folder, 'data'),
    clientPort: '0',
    clientPortAddress: '127.0.0.1',
    tickTime: '100',
    '4lw.commands.whitelist': '*',
    ...keys,
  });
  const server = await startServer(config, { logger: lineLogger(remember) });
  running.push(server);
  return server;
}

const ask = async (server: RunningServer, word: string): Promise<string> => {
  const socket = await dial(server.clientPort!);
  socket.write(word);
  return readToEnd(socket);
};

describe('a standalone server', () => {
  it('serves sessions, and keeps what it acknowledged over a restart', async () => {
    const first = await start();
    const client = await RawClient.dial(first.clientPort!);
    expect(await client.open()).toBe(2000);
    expect(await client.create('/kept', 'value')).toBe(0);
    await first.stop();
    const second = await start();
    const again = await RawClient.dial(second.clientPort!);
    await again.open();
    expect(await again.get('/kept')).toBe('value');
    again.close();
  });

  it('answers four-letter words with its own ports and directories', async () => {
    const server = await start();
    expect(await ask(server, 'ruok')).toBe('imok');
    expect(await ask(server, 'isro')).toBe('rw');
    const conf = await ask(server, 'conf');
    expect(conf).toContain(
      `clientPort=${server.clientPort}\nsecureClientPort=-1\ndataDir=${folder}/data/version-2\n`,
    );
    expect(await ask(server, 'srvr')).toMatch(/\nZxid: 0x0\nMode: standalone\nNode count: 5\n$/);
    expect(await ask(server, 'stat')).toMatch(
      /Clients:\n \/127\.0\.0\.1:\d+\[0\]\(queued=0,recved=1,sent=0\)\n\n/,
    );
    expect(server.fourLetterWord('srvr')).toContain('Mode: standalone');
  });

  it('closes only the connection whose frame is too large, and takes the largest that is allowed', async () => {
    const server = await start({ 'jute.maxbuffer': '2048' });
    const [neighbour, largest, larger] = await Promise.all(
      [1, 2, 3].map(() => RawClient.dial(server.clientPort!)),
    );
    for (const client of [neighbour!, largest!, larger!]) await client.open();
    // A create of "/x" takes 49 bytes beside its data.
    const beside = 49;
    expect(await largest!.create('/x', Buffer.alloc(2048 - beside))).toBe(0);
    expect(await larger!.create('/y', Buffer.alloc(2049 - beside))).toBeNull();
    expect(await neighbour!.create('/z', 'fine')).toBe(0);
    expect(log.join('')).toMatch(/closing the connection from 127\.0\.0\.1:\d+: a frame of 2049 bytes/);
    for (const client of [neighbour!, largest!]) client.close();
  });

  it('tells events while somebody listens', async () => {
    const server = await start();
    const types: string[] = [];
    const done = new Promise<void>((resolve) => {
      server.subscribe((events) => {
        for (const event of events) types.push(event.type);
        if (types.includes('connectionClosed')) resolve();
      });
    });
    const client = await RawClient.dial(server.clientPort!);
    await client.open();
    await client.create('/told', '');
    client.close();
    await done;
    expect(types).toEqual(
      expect.arrayContaining(['connectionOpened', 'sessionOpened', 'committed', 'connectionClosed']),
    );
  });

  it('serves metrics when the configuration names the provider', async () => {
    const className = 'org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider';
    const server = await start({
      'metricsProvider.className': className,
      'metricsProvider.httpHost': '127.0.0.1',
      'metricsProvider.httpPort': '0',
    });
    const text = await (await fetch(`http://127.0.0.1:${server.metricsPort}/metrics`)).text();
    expect(text).toContain('# TYPE znode_count gauge\nznode_count 5\n');
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_mean_seconds [\d.e-]+$/m);
  });

  it('purges old snapshots and logs at its start when told to', async () => {
    const first = await start({ snapCount: '4' });
    const client = await RawClient.dial(first.clientPort!);
    await client.open();
    for (let node = 0; node < 60; node += 1) await client.create(`/n${node}`, '');
    await first.stop();
    const version2 = join(folder, 'data', 'version-2');
    const snapshots = () => readdirSync(version2).filter((name) => name.startsWith('snapshot.'));
    expect(snapshots().length).toBeGreaterThan(3);
    const purged = new Promise<void>((resolve) => {
      heard = (line) => {
        if (/ purged .*\bsnapshot\.0\b/.test(line)) resolve();
      };
    });
    const second = await start({ 'autopurge.purgeInterval': '1' });
    await purged;
    expect(snapshots()).toHaveLength(3);
    const again = await RawClient.dial(second.clientPort!);
    await again.open();
    expect(await again.get('/n59')).toBe('');
    again.close();
  });

  it('closes its port and its clients when it stops', async () => {
    const server = await start();
    const client = await RawClient.dial(server.clientPort!);
    await client.open();
    await server.stop();
    expect(await client.next()).toBeNull();
    await expect(RawClient.dial(server.clientPort!)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(
      readdirSync(join(folder, 'data', 'version-2')).filter((name) => name.startsWith('vivarium')),
    ).toEqual([]);
  });
});

describe('a server that cannot start says why in one sentence and writes nothing', () => {
  async function refusal(keys: Record<string, string>): Promise<string> {
    const error = await start(keys).then(
      () => null,
      (cause: unknown) => cause,
    );
    const message = operatorMessage(error);
    expect(message, String(error)).not.toBeNull();
    return message!;
  }

  it('port in use', async () => {
    const server = await start();
    const message = await refusal({ dataDir: join(folder, 'other'), clientPort: String(server.clientPort) });
    expect(message).toBe(
      `cannot open port ${server.clientPort} on 127.0.0.1 (clientPort): it is in use: stop the server that has it, or choose another`,
    );
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });

  it('no such address', async () => {
    expect(await refusal({ clientPortAddress: '192.0.2.1' })).toMatch(/this machine has no such address/);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('data directory locked', async () => {
    await start();
    expect(await refusal({})).toMatch(/version-2 is in use by another running server/);
  });

  it('data directory of something else', async () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'holiday.jpg'), '');
    expect(await refusal({})).toMatch(/is not a data directory of ZooKeeper: it holds holiday\.jpg/);
    expect(readdirSync(join(folder, 'data'))).toEqual(['holiday.jpg']);
  });
});

describe('a client that asks for much and reads nothing', () => {
  it('does not make the server grow or wait, and gets all its replies when it reads', async () => {
    const server = await start();
    const [greedy, calm] = [
      await RawClient.dial(server.clientPort!),
      await RawClient.dial(server.clientPort!),
    ];
    for (const client of [greedy, calm]) await client.open();
    const value = Buffer.alloc(1_000_000, 'x');
    expect(await calm.create('/large', value)).toBe(0);
    greedy.socket.pause();
    const count = 300;
    greedy.socket.write(Buffer.concat(Array.from({ length: count }, () => greedy.getRequest('/large'))));
    const before = process.memoryUsage.rss();
    for (let round = 0; round < 50; round += 1) expect(await calm.create(`/calm${round}`, '')).toBe(0);
    // 300 replies of a megabyte wait in the client's requests, not in our memory.
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
    greedy.socket.resume();
    for (let reply = 0; reply < count; reply += 1)
      expect((await greedy.next())?.length).toBe(16 + 4 + 1_000_000 + 68);
    for (const client of [greedy, calm]) client.close();
  });
});
