import { createServer } from 'node:net';

const LAST_PORT = 65_535;

/** Also what listens on all interfaces keeps a port from us. */
export async function isFree(port: number): Promise<boolean> {
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

/** The first free port from `from` upwards that is none of `taken`, which it joins. */
export async function takeFreePort(from: number, taken: Set<number>): Promise<number> {
  for (let port = from; port <= LAST_PORT; port += 1) {
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
  throw new Error(`no port from ${from} upwards is free`);
}
