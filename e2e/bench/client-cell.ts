import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ZooKeeper } from '@vivarium/client';
import { type RunningServer, startServer } from '../harness/index.ts';
import { CLIENTS, type ClientName } from './client-drivers.ts';
import { installClients } from './client-packages.ts';
import type { ClientJob, ClientMessage } from './client-worker.ts';
import { summarize } from './figures.ts';
import type { Timing } from './load-cells.ts';

// One connection, one server, each client in a process of its own, in turn: what a client's user can get out of it.

const PATH = '/client-bench';
const entry = fileURLToPath(new URL('./client-worker.ts', import.meta.url));

interface ClientCell {
  readonly cell: ClientJob['cell'];
  readonly name: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly requests: number;
  readonly further: number;
}

const CELLS: readonly ClientCell[] = [
  {
    cell: 'get',
    name: 'get 100 B, 1,000 in flight',
    unit: '/s',
    better: 'higher',
    requests: 1_000,
    further: 0,
  },
  {
    cell: 'set',
    name: 'set 100 B, 1,000 in flight',
    unit: '/s',
    better: 'higher',
    requests: 1_000,
    further: 0,
  },
  {
    cell: 'memory',
    name: 'memory per 1,000 outstanding',
    unit: 'KiB',
    better: 'lower',
    requests: 100_000,
    further: 200_000,
  },
];

type Measured = Readonly<Record<ClientName, number[]>>;

/** Measures ours and the clients of the registry and prints the table. False when ours is not ahead of both in each cell. */
export async function measureClients(timing: Timing, wanted: (name: string) => boolean): Promise<boolean> {
  console.error('installing the other clients');
  const { folder, names, missing } = await installClients();
  const clients = CLIENTS.filter((name) => name === 'vivarium' || names.includes(name));
  // What is measured is the clients, so the disk stays out of it.
  const server = await startServer({ kind: 'vivarium', config: { forceSync: 'no' } });
  await prepare(server);
  const table: string[] = [
    `| Cell | ${clients.map((name) => (name === 'vivarium' ? 'ours' : name)).join(' | ')} | ours ahead by | |`,
    `|---|${clients.map(() => '---|').join('')}---|---|`,
  ];
  let ahead = missing.length < CLIENTS.length - 1;
  for (const cell of CELLS.filter(({ name }) => wanted(name))) {
    console.error(cell.name);
    const measured: Measured = { vivarium: [], zookeeper: [], 'node-zookeeper-client': [] };
    for (let repetition = 0; repetition < timing.repetitions; repetition++) {
      for (const client of clients) {
        const { cell: kind, requests, further } = cell;
        const { warmUpMs, durationMs } = timing;
        const job = {
          client,
          folder,
          port: server.port,
          path: PATH,
          cell: kind,
          requests,
          further,
          warmUpMs,
          durationMs,
        };
        measured[client].push(await measureOne(job, server));
      }
    }
    const lead = leadOf(cell, clients, measured);
    if (lead !== null && lead <= 1) ahead = false;
    const shown = clients.map((client) => shownOf(cell, measured[client])).join(' | ');
    const verdict = lead === null ? '' : lead > 1 ? 'reached' : 'NOT REACHED';
    table.push(`| ${cell.name} | ${shown} | ${lead === null ? '' : `${lead.toFixed(2)} x`} | ${verdict} |`);
  }
  await server.stop();
  console.log(`\nClients on one connection to one server of ours, without fsync\n\n${table.join('\n')}`);
  for (const words of missing) console.log(`\n${words}`);
  return ahead;
}

async function prepare(server: RunningServer): Promise<void> {
  const client = new ZooKeeper(server.address);
  await client.connect();
  await client.create(PATH, new Uint8Array(100));
  await client.close();
}

/** How many times better ours is than the best of the others. */
function leadOf(cell: ClientCell, clients: readonly ClientName[], measured: Measured): number | null {
  const others = clients
    .filter((name) => name !== 'vivarium')
    .map((name) => summarize(measured[name]).median);
  if (others.length === 0) return null;
  const own = summarize(measured.vivarium).median;
  return cell.better === 'higher' ? own / Math.max(...others) : Math.min(...others) / own;
}

function shownOf({ unit }: ClientCell, values: readonly number[]): string {
  const { median, min, max } = summarize(values);
  const [middle, least, most] = [median, min, max].map((value) => Math.round(value).toLocaleString('en-US'));
  return `${middle} ${unit} (${least} to ${most})`;
}

/** One figure of one client in a fresh process. */
function measureOne(job: ClientJob, server: RunningServer): Promise<number> {
  const child = fork(entry, [], { execArgv: [...process.execArgv, '--expose-gc'] });
  const figure = new Promise<number>((resolve, reject) => {
    child.on('message', (message: ClientMessage) => {
      if (message.type === 'measured') resolve(message.value);
      else if (message.type === 'failed') reject(new Error(`${job.client}: ${message.reason}`));
      else {
        server.pause();
        child.send('stopped');
      }
    });
    child.once('exit', (code) => reject(new Error(`${job.client} ended with ${code}`)));
  });
  child.send(job);
  return figure.finally(() => {
    server.resume();
    child.kill('SIGKILL');
  });
}
