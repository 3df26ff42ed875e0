import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isAvailable, removeWorkDirectories } from '../harness/index.ts';
import { loadCells } from './cells.ts';
import { measureClients } from './client-cell.ts';
import { measureDashboard } from './dashboard/run.ts';
import { measureFailover } from './failover-cell.ts';
import { Figures } from './figures.ts';
import { Generators } from './generators.ts';
import { measureLoadCell, prepareKeys, type Timing } from './load-cells.ts';
import { measureSimulation } from './simulation-cell.ts';
import { measureChildren, measureNodes, measureSessions, measureStart, type Sizes } from './special-cells.ts';
import { type Subjects, startSubject } from './subject.ts';

const HELP = `Measures Apache ZooKeeper 3.8.0 and ours in turn, in one run.
  client         instead: our client and those of the registry, which are installed in a temporary folder
  dashboard      instead: the page in a real Chromium, with three members (cells: start, children, search, pixel,
                 value, busy, crowd, deaf, outage)
  --cells TEXT   only cells whose name contains this; may be given more than once
                 (special ones: sessions, children, nodes, start, failover, simulator)
  --members N    1 (default) or 3: servers of each kind, clients spread over them; with 3 also failover
  --quick        smaller and shorter: for a look, not for a claim
  --reps N       repetitions of each cell (default 5, quick 3)
  --generators N processes that make the load (default 2)
`;

const FAILOVERS = 30;
const QUICK_FAILOVERS = 5;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      cells: { type: 'string', multiple: true, default: [] },
      members: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      reps: { type: 'string' },
      generators: { type: 'string', default: '2' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const isForDashboard = positionals.includes('dashboard');
  for (const kind of isForDashboard ? (['vivarium'] as const) : (['apache', 'vivarium'] as const)) {
    if (!isAvailable(kind))
      throw new Error(`${kind} is not here: install Debian's zookeeper, run npm run build`);
  }
  const members = Number(values.members);
  if (members !== 1 && members !== 3) throw new Error(`--members takes 1 or 3, not ${values.members}`);
  const names = values.cells;
  const wanted = (name: string) => names.length === 0 || names.some((each) => name.includes(each));
  if (isForDashboard) {
    const isReached = await measureDashboard(values.quick, wanted);
    removeWorkDirectories();
    return isReached ? 0 : 1;
  }
  const repetitions = Number(values.reps ?? (values.quick ? 3 : 5));
  const timing: Timing = values.quick
    ? { repetitions, warmUpMs: 400, durationMs: 1_000 }
    : { repetitions, warmUpMs: 1_000, durationMs: 3_000 };
  if (positionals.includes('client')) {
    const ahead = await measureClients(timing, wanted);
    removeWorkDirectories();
    return ahead ? 0 : 1;
  }
  const sizes: Sizes = values.quick
    ? { sessions: 2_000, children: 20_000, nodes: 100_000, repetitions, members }
    : { sessions: 10_000, children: 100_000, nodes: 1_000_000, repetitions, members };
  const failovers = Number(values.reps ?? (values.quick ? QUICK_FAILOVERS : FAILOVERS));
  const figures = new Figures();
  const generators = new Generators(Number(values.generators));
  await measure(wanted, generators, timing, sizes, figures);
  if (members > 1 && wanted('failover')) {
    console.error('failover');
    await measureFailover(failovers, members, figures);
  }
  if (wanted('simulator')) {
    console.error('simulator');
    measureSimulation(repetitions, figures);
  }
  generators.end();
  console.log(
    `\n${members === 1 ? 'One member' : 'Three members'}, ${availableParallelism()} cores, Node ${process.versions.node}, fsync on, ` +
      `${repetitions} repetitions of ${timing.durationMs} ms, in turn\n\n${figures.table()}`,
  );
  const missed = figures.missed();
  console.log(missed.length === 0 ? '\nEvery floor is reached.' : `\nNot reached: ${missed.join('; ')}`);
  removeWorkDirectories();
  return 0;
}

async function measure(
  wanted: (name: string) => boolean,
  generators: Generators,
  timing: Timing,
  sizes: Sizes,
  figures: Figures,
): Promise<void> {
  const cells = loadCells(sizes.members).filter(({ name }) => wanted(name));
  if (cells.length > 0 || wanted('sessions') || wanted('children')) {
    const servers: Subjects = {
      apache: await startSubject('apache', sizes.members),
      vivarium: await startSubject('vivarium', sizes.members),
    };
    for (const server of Object.values(servers)) await prepareKeys(server);
    for (const cell of cells) {
      console.error(cell.name);
      await measureLoadCell(cell, servers, generators, timing, figures);
    }
    if (wanted('sessions')) await measureSessions(servers, generators, sizes, figures);
    if (sizes.members === 1 && wanted('children')) await measureChildren(servers, generators, sizes, figures);
    for (const server of Object.values(servers)) await server.stop();
  }
  if (wanted('nodes')) await measureNodes(generators, sizes, figures);
  if (wanted('start')) await measureStart(sizes, figures);
}

process.exit(await main());
