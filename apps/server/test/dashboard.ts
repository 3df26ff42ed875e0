import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Right } from '@vivarium/contract';
import { lineLogger, type RunningServer, startServer, zooConfigFrom } from '@vivarium/host';
import { type Serving, serve } from '../src/server.ts';
import { send } from './send.ts';

export interface TestDashboard {
  readonly serving: Serving;
  /** `host:port` of a real member, for other clients. */
  readonly member: string;
  readonly dataDir: string;
  readonly base: string;
  stopMember(): Promise<void>;
  /** On its port and its data, after `stopMember`. */
  startMember(): Promise<void>;
  close(): Promise<void>;
}

export interface TestDashboardOptions {
  /** The member is somebody else's, and `srvr` the only word that it answers. */
  readonly isTheirs?: boolean;
}

/** A real member and a dashboard that watches it, both on free loopback ports with a fresh directory. */
export async function startTestDashboard({
  isTheirs = false,
}: TestDashboardOptions = {}): Promise<TestDashboard> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vivarium-server-'));
  const start = (clientPort: number): Promise<RunningServer> =>
    startServer(
      zooConfigFrom({
        dataDir: join(dataDir, 'member'),
        clientPortAddress: '127.0.0.1',
        clientPort: String(clientPort),
        extendedTypesEnabled: 'true',
        ...(isTheirs ? {} : { '4lw.commands.whitelist': '*' }),
      }),
      { logger: lineLogger(() => undefined) },
    );
  let server = await start(0);
  const port = server.clientPort;
  if (port === null) throw new Error('the member opened no client port');
  const serving = await serve({
    port: 0,
    isPublishedOnLoopback: false,
    dataDir,
    watched: {
      members: [{ id: 1, host: '127.0.0.1', port, name: 'zk-1' }],
      label: 'test',
      embedded: !isTheirs,
      canary: false,
      pollIntervalMs: 50,
    },
    log: (text) => process.stderr.write(`${text}\n`),
  });
  const started = {
    serving,
    member: `127.0.0.1:${port}`,
    dataDir,
    base: `http://127.0.0.1:${serving.port}`,
    stopMember: () => server.stop(),
    async startMember() {
      server = await start(port);
    },
    async close() {
      await serving.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await sessionStands(started.base, await enter(started));
  return started;
}

/** What is asked of a znode goes through the dashboard's own session, and waits for nobody: it is refused until then. */
export async function sessionStands(base: string, cookie: string): Promise<void> {
  while ((await send(`${base}/api/tree/node?path=/`, { headers: { cookie } })).status === 503)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Buys a session with a fresh token and returns the Cookie header for it; with all rights unless some are named. */
export async function enter({ serving, base }: TestDashboard, rights?: ReadonlySet<Right>): Promise<string> {
  const token = new URL(serving.newUrl(rights)).searchParams.get('token');
  const response = await fetch(`${base}/enter?token=${token}`);
  const cookie = response.headers.get('set-cookie')?.split(';', 1)[0];
  if (response.status !== 200 || cookie === undefined) throw new Error(`no session: ${response.status}`);
  return cookie;
}
