import { createServer } from 'node:net';

/** Ports given out by this process; the kernel may offer one again before its first user has bound it. */
const given = new Set<number>();

/** A loopback port that nobody listens on now and that this process has not given out before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await probe();
    if (!given.has(port)) {
      given.add(port);
      return port;
    }
  }
}

function probe(): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.on('error', reject);
    listener.listen({ host: '127.0.0.1', port: 0, exclusive: true }, () => {
      const address = listener.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('a TCP listener has no port'));
        return;
      }
      listener.close(() => resolve(address.port));
    });
  });
}
