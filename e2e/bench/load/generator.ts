import { Histogram } from './histogram.ts';
import type { FillJob, Job, LoadJob, Message, Operation, SessionsJob, WatchJob } from './job.ts';
import { LoadConnection } from './load-connection.ts';
import { getFrame, numberedCreates, type RequestSource, sourceOf } from './requests.ts';

// A process that makes load: jobs come from the parent, results go back.

const TIMER_MS = 1;
/** More than this behind, a fixed-rate generator says that it is not fit for the rate. */
const MAX_BACKLOG = 100_000;
/** Open-loop requests of one connection at most in flight; beyond it the server has stalled for seconds. */
const OPEN_LOOP_WINDOW = 65_536;

let held: LoadConnection[] = [];

function tell(message: Message): void {
  process.send?.(message);
}

function done(operations: number, elapsedMs: number, histogram = new Histogram()): void {
  tell({
    type: 'done',
    operations,
    elapsedMs,
    histogram: [...histogram.counts],
    endedAtMs: performance.timeOrigin + performance.now(),
  });
}

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The parent's word to begin: all generators start at once. */
function begin(): Promise<void> {
  tell({ type: 'ready' });
  return new Promise((resolve) => process.once('message', () => resolve()));
}

async function openAll(
  ports: readonly number[],
  count: number,
  window: number,
  atOnce = 50,
): Promise<LoadConnection[]> {
  const connections: LoadConnection[] = [];
  let asked = 0;
  const lane = async () => {
    while (asked < count) {
      const port = ports[asked++ % ports.length] as number;
      connections.push(await LoadConnection.open(port, window));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane));
  return connections;
}

function failOnTrouble(connections: readonly LoadConnection[]): void {
  for (const connection of connections) {
    connection.onFailure = (reason) => {
      tell({ type: 'failed', reason });
      process.exit(1);
    };
  }
}

async function load(job: LoadJob): Promise<void> {
  const open = job.ratePerSecond > 0;
  const connections = await openAll(job.ports, job.connections, open ? OPEN_LOOP_WINDOW : job.inFlight);
  failOnTrouble(connections);
  const shared = new Map<Operation, Uint8Array[]>();
  const sources = connections.map((_, serial) => sourceOf(job, serial, shared));
  await begin();
  const stop = open ? sendAtRate(job, connections, sources) : keepInFlight(job, connections, sources);
  await afterMs(job.warmUpMs);
  const histogram = new Histogram();
  const replies = () => connections.reduce((sum, connection) => sum + connection.replies, 0);
  for (const connection of connections) connection.histogram = histogram;
  const before = replies();
  const started = performance.now();
  await afterMs(job.durationMs);
  const operations = replies() - before;
  const elapsedMs = performance.now() - started;
  for (const connection of connections) connection.histogram = null;
  stop();
  await Promise.all(connections.map((connection) => connection.idle()));
  for (const connection of connections) connection.destroy();
  done(operations, elapsedMs, histogram);
}

function keepInFlight(
  job: LoadJob,
  connections: readonly LoadConnection[],
  sources: RequestSource[],
): () => void {
  connections.forEach((connection, at) => {
    const source = sources[at] as RequestSource;
    connection.source = source;
    connection.send(job.inFlight, source);
  });
  return () => {
    for (const connection of connections) connection.source = null;
  };
}

function sendAtRate(
  job: LoadJob,
  connections: readonly LoadConnection[],
  sources: RequestSource[],
): () => void {
  const started = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - started) * job.ratePerSecond) / 1000);
    if (due - sent > MAX_BACKLOG) throw new Error(`the generator cannot keep ${job.ratePerSecond}/s`);
    for (; sent < due; sent++) {
      const at = sent % connections.length;
      (connections[at] as LoadConnection).send(1, sources[at] as RequestSource);
    }
  }, TIMER_MS);
  return () => clearInterval(timer);
}

async function sessions(job: SessionsJob): Promise<void> {
  await begin();
  const started = performance.now();
  held = await openAll(job.ports, job.sessions, 1, job.atOnce);
  failOnTrouble(held);
  done(job.sessions, performance.now() - started);
}

async function watch(job: WatchJob): Promise<void> {
  const frame = getFrame(job.path, true);
  let told = 0;
  const all = new Promise<void>((resolve) => {
    for (const connection of held) {
      connection.onEvent = () => {
        told++;
        if (told === held.length) resolve();
      };
    }
  });
  await Promise.all(held.map((connection) => connection.ask(frame)));
  failOnTrouble(held);
  tell({ type: 'armed' });
  await all;
  done(told, 0);
}

async function fill(job: FillJob): Promise<void> {
  const connections = await openAll(job.ports, job.connections, job.inFlight);
  const data = new Uint8Array(job.dataBytes).fill(120);
  await begin();
  const started = performance.now();
  let left = job.count;
  const finished = connections.map((connection, serial) => {
    const create = numberedCreates(job.parent, `${job.label}${serial}`, data);
    return fillOver(connection, job.inFlight, create, () => left-- > 0);
  });
  await Promise.all(finished);
  for (const connection of connections) connection.destroy();
  done(job.count, performance.now() - started);
}

/** Keeps `window` creates in flight until none is left, in rounds: a fill needs no exact depth. */
async function fillOver(
  connection: LoadConnection,
  window: number,
  create: RequestSource,
  take: () => boolean,
): Promise<void> {
  for (;;) {
    let count = 0;
    while (count < window && take()) count++;
    if (count === 0) return;
    connection.send(count, create);
    await connection.idle();
  }
}

function release(): void {
  for (const connection of held) connection.destroy();
  held = [];
  done(0, 0);
}

async function perform(job: Job): Promise<void> {
  switch (job.kind) {
    case 'load':
      return load(job);
    case 'sessions':
      return sessions(job);
    case 'watch':
      return watch(job);
    case 'fill':
      return fill(job);
    case 'release':
      return release();
  }
}

process.on('message', (job: Job | 'begin') => {
  if (job === 'begin') return;
  perform(job).catch((error: unknown) => {
    tell({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
process.on('disconnect', () => process.exit(0));
