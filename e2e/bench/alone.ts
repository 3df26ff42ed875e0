import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Histogram } from './load/histogram.ts';
import type { AloneJob, AloneResult } from './load/job.ts';

const entry = fileURLToPath(new URL('./load/one-at-a-time.ts', import.meta.url));

/** Latencies of requests sent one at a time over one connection, by a process that does nothing else. */
export async function measureAlone(port: number, job: AloneJob): Promise<Histogram> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  // The child's standard input, and so a socket on which reads and writes block.
  const child = spawn(process.execPath, [...process.execArgv, entry, JSON.stringify(job)], {
    stdio: [socket, 'pipe', 'inherit'],
  });
  const said = text(child.stdout);
  const [code] = (await once(child, 'close')) as [number | null];
  socket.destroy();
  if (code !== 0) throw new Error(`the generator of single requests ended with ${code}`);
  return new Histogram((JSON.parse(await said) as AloneResult).histogram);
}
