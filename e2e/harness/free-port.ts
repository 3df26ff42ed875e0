import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below Linux's range of ephemeral ports, or an outgoing connection of anybody may take the port before the server; and
 * below those of embedded ensembles (21,000 on), which look for theirs in other processes at the same time.
 */
const lowest = 10_000;
const highest = 21_000;

/** Ports given out by this process. */
const given = new Set<number>();

/** A loopback port that nobody listens on now and that this process has not given out before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest);
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const listener = createServer();
    listener.on('error', () => resolve(false));
    listener.listen({ host: '127.0.0.1', port, exclusive: true }, () => listener.close(() => resolve(true)));
  });
}
