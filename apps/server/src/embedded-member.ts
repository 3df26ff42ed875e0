import { createServer } from 'node:net';
import { join } from 'node:path';
import { lineLogger, type MemberThread, startMemberThread, zooConfigFrom } from '@vivarium/host';

export const FIRST_CLIENT_PORT = 2181;
const PORTS_TRIED = 200;

export interface EmbeddedMember {
  readonly clientPort: number;
  readonly thread: MemberThread;
}

/**
 * One standalone member in a thread of this process, on loopback. `clientPort` 0 takes any free port;
 * null the first free one from 2181 upwards.
 */
export async function startEmbeddedMember(
  dataDir: string,
  clientPort: number | null,
  log: (line: string) => void,
): Promise<EmbeddedMember> {
  const port = clientPort ?? (await firstFreePort());
  const config = zooConfigFrom({
    dataDir: join(dataDir, 'member-1'),
    clientPortAddress: '127.0.0.1',
    clientPort: String(port),
    tickTime: '2000',
    extendedTypesEnabled: 'true',
    // The page asks mntr beside srvr; the port is on loopback only.
    '4lw.commands.whitelist': '*',
  });
  const thread = await startMemberThread(config, { logger: lineLogger(log) });
  if (thread.clientPort === null) throw new Error('the member opened no client port');
  return { clientPort: thread.clientPort, thread };
}

async function firstFreePort(): Promise<number> {
  for (let port = FIRST_CLIENT_PORT; port < FIRST_CLIENT_PORT + PORTS_TRIED; port += 1) {
    if (await isFree(port)) return port;
  }
  return 0;
}

/** Also what listens on all interfaces keeps a port from us. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::']) if (!(await canListen(port, host))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    // A machine without IPv6 cannot listen there, and nobody else can.
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
