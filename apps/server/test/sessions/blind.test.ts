import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault, SessionList, WatchList, WordView } from '@vivarium/contract';
import { lineLogger, type RunningServer, startServer, zooConfigFrom } from '@vivarium/host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Serving, serve } from '../../src/server.ts';
import { Asker } from '../asker.ts';

let dataDir: string;
let member: RunningServer;
let serving: Serving;
let asker: Asker;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vivarium-blind-'));
  // As a server is that nobody has told otherwise: srvr is the only word.
  const config = { dataDir: join(dataDir, 'member'), clientPortAddress: '127.0.0.1', clientPort: '0' };
  member = await startServer(zooConfigFrom(config), { logger: lineLogger(() => undefined) });
  const port = member.clientPort as number;
  serving = await serve({
    port: 0,
    isPublishedOnLoopback: false,
    dataDir,
    watched: {
      members: [{ id: 1, host: '127.0.0.1', port, name: 'zk-1' }],
      label: 'theirs',
      embedded: false,
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
});
afterAll(async () => {
  await serving.close();
  await member.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('says what members do not tell, with the line that would allow it, and never zero', async () => {
  const { sessions, blind } = (await asker.get('/api/sessions')).json<SessionList>();
  expect(sessions).toMatchObject([{ own: true, ephemeralCount: null, expiresMs: null }]);
  expect(blind.map(({ word, line }) => [word, line])).toEqual([
    ['cons', '4lw.commands.whitelist=srvr, cons'],
    ['dump', '4lw.commands.whitelist=srvr, dump'],
  ]);
  const watches = (await asker.get('/api/watches?rows=path')).json<WatchList>();
  expect([watches.totals, watches.blind.map(({ word }) => word)]).toEqual([null, ['wchs', 'wchc']]);
  const word = (await asker.get('/api/words?member=1&word=mntr')).json<WordView>();
  expect([word.raw, word.line]).toEqual([null, '4lw.commands.whitelist=srvr, mntr']);
});

it('closes no session of members that are not ours, and says why', async () => {
  const { sessions } = (await asker.get('/api/sessions')).json<SessionList>();
  const answer = await asker.post('/api/sessions/close', {
    alias: sessions[0]?.alias,
    guard: { reviewed: true },
  });
  expect([answer.status, answer.json<Fault>().code]).toEqual([409, 'NOT_OUR_SESSION']);
});
