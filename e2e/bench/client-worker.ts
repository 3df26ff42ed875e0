import { type ClientName, driverOf } from './client-drivers.ts';

// A process that measures one client: its job comes from the parent, one figure goes back.

export interface ClientJob {
  readonly client: ClientName;
  /** Where the packages of the registry are installed. */
  readonly folder: string;
  readonly port: number;
  /** Of a node that is there. */
  readonly path: string;
  readonly cell: 'get' | 'set' | 'memory';
  /** In flight all the time, or outstanding at once where memory is measured. */
  readonly requests: number;
  /** Added to those where memory is measured. */
  readonly further: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

export type ClientMessage =
  /** A memory cell may begin as soon as the server stands still. */
  | { readonly type: 'connected' }
  | { readonly type: 'measured'; readonly value: number }
  | { readonly type: 'failed'; readonly reason: string };

const DATA = Buffer.alloc(100, 'x');
const MEMORY_WARM_UP = 2_000;

function tell(message: ClientMessage): void {
  process.send?.(message);
}

function fail(error: unknown): void {
  tell({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Replies per second of one connection with its window always full. */
async function measureSpeed(job: ClientJob): Promise<number> {
  let replies = 0;
  const driver = driverOf(job.client, job.folder, (error) => {
    if (error !== null) fail(error);
    replies += 1;
    next();
  });
  const next = job.cell === 'get' ? () => driver.get(job.path) : () => driver.set(job.path, DATA);
  await driver.connect(job.port);
  for (let made = 0; made < job.requests; made++) next();
  await afterMs(job.warmUpMs);
  const before = replies;
  const startedMs = performance.now();
  await afterMs(job.durationMs);
  return ((replies - before) * 1_000) / (performance.now() - startedMs);
}

/**
 * KiB of resident memory for each 1,000 requests that have no reply yet; the parent has stopped the server. The first
 * `job.requests` are left out: under them the runtime grows to a size of its own, which has little to do with the client.
 */
async function measureMemory(job: ClientJob): Promise<number> {
  let replies = 0;
  let onAll: () => void = () => undefined;
  let wanted = MEMORY_WARM_UP;
  const driver = driverOf(job.client, job.folder, (error) => {
    if (error !== null) fail(error);
    replies += 1;
    if (replies === wanted) onAll();
  });
  await driver.connect(job.port);
  await new Promise<void>((resolve) => {
    onAll = resolve;
    for (let made = 0; made < MEMORY_WARM_UP; made++) driver.get(job.path);
  });
  const stopped = new Promise((resolve) => process.once('message', resolve));
  tell({ type: 'connected' });
  await stopped;
  wanted += job.requests + job.further;
  const residentBytes = () => {
    global.gc?.();
    return process.memoryUsage.rss();
  };
  const residentWith = async (requests: number) => {
    for (let made = 0; made < requests; made++) driver.get(job.path);
    await afterMs(job.durationMs);
    return residentBytes();
  };
  const before = await residentWith(job.requests);
  const after = await residentWith(job.further);
  return (after - before) / 1_024 / (job.further / 1_000);
}

process.once('message', (job: ClientJob) => {
  const measured = job.cell === 'memory' ? measureMemory(job) : measureSpeed(job);
  measured.then((value) => tell({ type: 'measured', value }), fail);
});
