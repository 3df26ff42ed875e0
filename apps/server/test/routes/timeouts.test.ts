import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '@vivarium/contract';
import { SHELL_WAIT_MS } from '@vivarium/contract';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dashboard } from '../../src/app.ts';
import { type Assembled, assemble } from '../../src/assemble.ts';
import { cookieName } from '../../src/auth/cookie.ts';
import { HANDLER_TIMEOUT_MS } from '../../src/timeouts.ts';

const PORT = 8080;
const SHORT_MS = 200;

let dataDir: string;
let mute: Server;
let parts: Assembled;
let app: FastifyInstance;
const held: Socket[] = [];
const timeouts = new Map<string, number | undefined>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vivarium-timeouts-'));
  // A member that takes connections and never says anything.
  mute = createServer((socket) => held.push(socket.on('error', () => undefined)));
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  const watched = {
    members: [{ id: 1, host: '127.0.0.1', port, name: 'zk-1' }],
    label: 'mute',
    embedded: true,
    canary: false,
    pollIntervalMs: 1_000,
  };
  parts = await assemble({ dataDir, watched, log: () => undefined }, () => PORT);
  app = Fastify({ handlerTimeout: SHORT_MS });
  app.addHook('onRoute', ({ method, url, handlerTimeout }) => {
    if (method !== 'HEAD') timeouts.set(`${method} ${url}`, handlerTimeout);
  });
  await app.register(dashboard(parts.deps));
});
afterAll(async () => {
  await app.close();
  await parts.close();
  for (const socket of held) socket.destroy();
  mute.close();
  await rm(dataDir, { recursive: true });
});

async function ask(method: 'GET' | 'POST', url: string, payload?: object) {
  const host = `127.0.0.1:${PORT}`;
  const { secrets } = parts.deps;
  const cookie = `${cookieName(PORT)}=${secrets.redeem(secrets.newToken())}`;
  const headers = { host, origin: `http://${host}`, cookie };
  const sent = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return [sent.statusCode, sent.json<Fault>().code];
}

describe('an asker', () => {
  it('is told when an answer takes too long, and for a write that it may have happened all the same', async () => {
    expect(await ask('GET', '/api/words?member=1&word=ruok')).toEqual([503, 'OPERATIONTIMEOUT']);
    expect(await ask('POST', '/api/sessions/close', { alias: 's-00000000' })).toEqual([
      503,
      'UNKNOWN_OUTCOME',
    ]);
  });

  it('waits longer only for files, for the shell, and for what waits by itself', () => {
    const longer = [...timeouts].filter(([, ms]) => ms !== undefined).map(([route]) => route);
    expect(longer.sort()).toEqual([
      'GET /api/jobs/file',
      'POST /api/ensemble/control',
      'POST /api/identity',
      'POST /api/shell',
      'POST /api/shell/events',
      'POST /api/transfer/upload',
    ]);
    for (const route of longer) expect(timeouts.get(route)).toBeGreaterThan(HANDLER_TIMEOUT_MS);
    expect(timeouts.get('POST /api/shell/events')).toBeGreaterThan(SHELL_WAIT_MS);
  });
});
