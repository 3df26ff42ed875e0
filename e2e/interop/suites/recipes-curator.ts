import {
  Barrier,
  Counter,
  Group,
  LeaderElection,
  Lock,
  Membership,
  ReadWriteLock,
  TreeCache,
  WorkQueue,
  ZooKeeper,
} from '@vivarium/client';
import { Conversation, startServer } from '../../harness/index.ts';
import { compileJava } from '../java-programs.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { subject } from '../subject.ts';

/** Our recipes and Curator's on one server: they exclude each other, elect one leader, and read what the other wrote. */
export const recipesCuratorSuite: Suite = { name: 'recipes-curator', run };

/** How long it is watched that something does not come about. */
const REFUSED_MS = 300;

interface Both {
  /** Says a line to Curator and resolves with the result behind "NAME: ". */
  readonly theirs: (line: string) => Promise<string>;
  /** All that Curator has printed, as soon as this is in it. */
  readonly heard: (until: RegExp) => Promise<string>;
  readonly ours: () => Promise<ZooKeeper>;
}

async function run(report: SuiteReport): Promise<void> {
  const program = await compileJava('CuratorPeer');
  const server = await startServer({ kind: subject });
  const clients: ZooKeeper[] = [];
  try {
    const curator = new Conversation('java', [...program, server.address]);
    await curator.heard(/^ready$/m, 60_000);
    const both: Both = {
      theirs: async (line) => {
        const result = new RegExp(`^${line.split(' ')[0]}: (.*)$`, 'm');
        const printed = await curator.say(line, result, 60_000);
        return result.exec(printed)?.[1] ?? '';
      },
      heard: (until) => curator.heard(until, 60_000),
      ours: async () => {
        const client = new ZooKeeper(server.address, { sessionTimeoutMs: 20_000 });
        clients.push(client);
        await client.connect();
        return client;
      },
    };
    for (const [name, check] of Object.entries(CHECKS)) await report.check(name, () => check(both));
    await curator.end();
  } finally {
    for (const client of clients) await client.close({ deadlineMs: 500 });
    await server.stop();
  }
}

const CHECKS: Readonly<Record<string, (both: Both) => Promise<void>>> = {
  'our lock excludes theirs, theirs ours': mutex,
  'the lock of a dead Curator session comes to us, ours to them': mutexOfTheDead,
  'readers of both sides share, a writer of either excludes': readWrite,
  'one latch leads, ours or theirs': latch,
  'items of the simple queue go both ways': simpleQueue,
  'items of the queue with claims go both ways, none twice': claimedQueue,
  'both see one group': group,
  'our cache and theirs show the same tree': cache,
  'counter and barrier are shared': counterAndBarrier,
};

function same(actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${a}, but ${b} was expected`);
}

async function refusedInTime(attempt: Promise<unknown>): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Error && error.name === 'RecipeDeadlineError') return;
    throw error;
  }
  throw new Error('it was acquired beside another holder');
}

async function mutex({ ours, theirs }: Both): Promise<void> {
  const lock = new Lock(await ours(), '/mutex');
  const lease = await lock.acquire();
  same(await theirs(`m1 mutex /mutex ${REFUSED_MS}`), 'not held');
  const waiting = theirs('m1 mutex /mutex');
  await lease.release();
  same(await waiting, 'held');
  await refusedInTime(lock.acquire({ deadlineMs: REFUSED_MS }));
  const next = lock.acquire();
  same(await theirs('m1 release'), 'released');
  await (await next).release();
}

async function mutexOfTheDead({ ours, theirs }: Both): Promise<void> {
  same(await theirs('m2 mutex /mutex-of-the-dead'), 'held');
  const client = await ours();
  const next = new Lock(client, '/mutex-of-the-dead').acquire();
  await theirs('m2 die');
  await next;
  const waiting = theirs('m3 mutex /mutex-of-the-dead');
  await client.close();
  same(await waiting, 'held');
  await theirs('m3 release');
}

async function readWrite({ ours, theirs }: Both): Promise<void> {
  const lock = new ReadWriteLock(await ours(), '/read-write');
  const reading = await lock.read.acquire();
  same(await theirs('r1 read /read-write'), 'held');
  same(await theirs(`w1 write /read-write ${REFUSED_MS}`), 'not held');
  await reading.release();
  await refusedInTime(lock.write.acquire({ deadlineMs: REFUSED_MS }));
  const writing = lock.write.acquire();
  await theirs('r1 release');
  const written = await writing;
  same(await theirs(`r1 read /read-write ${REFUSED_MS}`), 'not held');
  same(await theirs(`w1 write /read-write ${REFUSED_MS}`), 'not held');
  const theirsWaits = theirs('w1 write /read-write');
  await written.release();
  same(await theirsWaits, 'held');
  await refusedInTime(lock.read.acquire({ deadlineMs: REFUSED_MS }));
  const readAgain = lock.read.acquire();
  await theirs('w1 release');
  await (await readAgain).release();
}

async function latch({ ours, theirs }: Both): Promise<void> {
  const first = new LeaderElection(await ours(), '/latch', { id: 'ours-1' });
  const lease = await first.leading();
  same(await theirs('l1 latch /latch'), 'started');
  same(await theirs(`l1 leads ${REFUSED_MS}`), 'leads false');
  same(await theirs('l1 leader'), 'leader ours-1');
  const second = new LeaderElection(await ours(), '/latch', { id: 'ours-2' });
  await refusedInTime(second.leading({ deadlineMs: REFUSED_MS }));
  await first.close();
  same(await theirs('l1 leads 30000'), 'leads true');
  const [leader] = await second.participants();
  same([leader?.id, leader?.isLeader], ['l1', true]);
  const led = second.leading();
  await theirs('l1 die');
  if ((await led).token <= lease.token) throw new Error('the token did not grow');
  await second.close();
  // Curator's own latch comes back with a new session, and leads when nobody else does.
  same(await theirs('l1 leads 30000'), 'leads true');
  same(await theirs('l1 resign'), 'resigned');
}

async function simpleQueue({ ours, theirs }: Both): Promise<void> {
  const queue = new WorkQueue(await ours(), '/simple-queue');
  await queue.put('from-us');
  same(await theirs('q1 poll /simple-queue'), 'polled from-us');
  same(await theirs('q1 offer /simple-queue from-them'), 'offered');
  same(new TextDecoder().decode(await queue.take()), 'from-them');
  same(await theirs('q1 offer /simple-queue claimed'), 'offered');
  await (await queue.claim()).finish();
  same(await queue.items(), []);
}

async function claimedQueue({ ours, theirs, heard }: Both): Promise<void> {
  const options = { layout: 'distributed', claimsPath: '/claims' } as const;
  const client = await ours();
  const queue = new WorkQueue(client, '/claimed-queue', options);
  same(await theirs('q2 put /claimed-queue /claims from-them'), 'put');
  const claim = await queue.claim();
  same(new TextDecoder().decode(claim.data), 'from-them');
  same(await theirs('q3 consume /claimed-queue /claims'), 'consuming');
  // Theirs has seen the claimed item and left it alone when it gets the one behind it.
  await queue.put('from-us');
  const printed = await heard(/^q3: consumed from-us$/m);
  if (printed.includes('consumed from-them')) throw new Error('it was given an item that we had claimed');
  await claim.finish();
  // Curator takes an item out of the queue after its consumer has said that it has it.
  const changes = await client.addWatch('/claimed-queue', 'persistentRecursive');
  const isEmpty = async () => (await queue.items()).length === 0;
  if (!(await isEmpty())) for await (const _ of changes) if (await isEmpty()) break;
}

async function group({ ours, theirs }: Both): Promise<void> {
  const client = await ours();
  const group = new Group(client, '/group');
  const member = new Membership(client, '/group', 'ours', 'a');
  await member.joined();
  same(await theirs('theirs join /group b'), 'joined');
  same(await theirs('theirs members 2'), 'members ours=a,theirs=b');
  const decoder = new TextDecoder();
  const seen = () => group.members.map(({ id, payload }) => `${id}=${decoder.decode(payload)}`).join();
  const shows = (what: string) =>
    new Promise<void>((resolve) => {
      if (seen() === what) resolve();
      else group.cache.subscribe(() => seen() === what && resolve());
    });
  await shows('ours=a,theirs=b');
  await member.leave();
  same(await theirs('theirs members 1'), 'members theirs=b');
  same(await theirs('theirs quit'), 'quit');
  await shows('');
}

async function cache({ ours, theirs }: Both): Promise<void> {
  const client = await ours();
  await client.create('/tree', 'root');
  const mine = await new TreeCache(client, '/tree').start();
  await mine.ready();
  same(await theirs('c1 cache /tree'), 'caching');
  for (const path of ['/tree/a', '/tree/a/b', '/tree/gone']) await theirs(`c1 set ${path} x`);
  await theirs('c1 delete /tree/gone');
  await theirs('c1 set /tree/end one');
  const shown = () => new TextDecoder().decode(mine.get('/tree/end')?.data ?? new Uint8Array());
  await new Promise<void>((resolve) => {
    if (shown() === 'one' && mine.current) resolve();
    else mine.subscribe(() => shown() === 'one' && mine.current && resolve());
  });
  same(mine.paths().sort().join(), '/tree,/tree/a,/tree/a/b,/tree/end');
  await client.delete('/tree/a/b');
  await client.setData('/tree/end', 'two');
  same(await theirs('c1 shows /tree/end two'), 'shows /tree,/tree/a,/tree/end');
}

async function counterAndBarrier({ ours, theirs }: Both): Promise<void> {
  const client = await ours();
  const counter = new Counter(client, '/counter');
  await counter.add(40n);
  same(await theirs('n1 add /counter 2'), 'added 42');
  same(String(await counter.get()), '42');
  const barrier = new Barrier(client, '/barrier');
  await barrier.raise();
  const theyPass = theirs('b1 pass /barrier');
  await barrier.lift();
  same(await theyPass, 'passed');
  same(await theirs('b1 raise /barrier'), 'raised');
  const wePass = barrier.passed();
  await theirs('b2 lift /barrier');
  await wePass;
}
