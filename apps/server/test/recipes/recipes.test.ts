import { LeaderElection, Lock, Membership, ReadWriteLock, WorkQueue, ZooKeeper } from '@vivarium/client';
import type { Change, Fault, FoundRecipes, RecipeKind, RecipeView } from '@vivarium/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';
import { PageClient } from '../page-client.ts';

let dashboard: TestDashboard;
let page: PageClient;
const clients: ZooKeeper[] = [];

beforeAll(async () => {
  dashboard = await startTestDashboard();
  page = await PageClient.enter(dashboard.serving);
});

afterAll(async () => {
  page.socket.close();
  for (const client of clients) await client.close();
  await dashboard.close();
});

async function client(): Promise<ZooKeeper> {
  const made = new ZooKeeper(dashboard.member);
  clients.push(made);
  await made.connect();
  return made;
}

async function view(path: string, as?: RecipeKind): Promise<RecipeView> {
  const sent = await page.get(
    `/api/recipes?path=${encodeURIComponent(path)}${as === undefined ? '' : `&as=${as}`}`,
  );
  expect(sent.status, sent.text).toBe(200);
  return sent.json<RecipeView>();
}

/** The page follows these from now on. */
const follow = (...paths: string[]) =>
  page.socket.send(
    JSON.stringify({
      type: 'look',
      open: [],
      focus: null,
      recipes: paths.map((path) => ({ path, as: null })),
    }),
  );

/** The facts of a kind at a path, as the stream tells them, once they are as wanted. */
async function told<K extends RecipeKind>(
  path: string,
  kind: K,
  isSo: (facts: Extract<RecipeView['facts'], { kind: K }>) => boolean,
): Promise<Extract<RecipeView['facts'], { kind: K }>> {
  const fits = (change: Change) =>
    change.kind === 'recipe' &&
    change.recipe.path === path &&
    change.recipe.facts.kind === kind &&
    isSo(change.recipe.facts as never);
  const change = await page.change(fits);
  return (change as Extract<Change, { kind: 'recipe' }>).recipe.facts as never;
}

it('shows who holds a lock and who waits for whom, as it changes', async () => {
  const [a, b] = [await client(), await client()];
  const lease = await new Lock(a, '/app/lock').acquire({ data: 'host-a' });
  let waits: (ahead: string) => void = () => {};
  const waiting = new Promise<string>((resolve) => {
    waits = resolve;
  });
  const next = new Lock(b, '/app/lock').acquire({ onWait: (_mine, ahead) => waits(ahead) });
  await waiting;
  const { facts, confidence } = await view('/app/lock');
  expect(confidence).toBe('certain');
  if (facts.kind !== 'lock') throw new Error(facts.kind);
  expect(facts.holders).toMatchObject([
    { path: lease.path, text: 'host-a', token: `0x${lease.token.toString(16)}`, watches: null },
  ]);
  expect(facts.holders[0]?.session).toMatch(/^s-/);
  expect(facts.waiters).toMatchObject([{ watches: lease.path, watchesHow: 'inferred', heldSinceMs: null }]);
  expect(facts.next).toEqual([facts.waiters[0]?.name]);
  expect(facts).toMatchObject({ isReadWrite: false, herds: [], total: 2 });
  follow('/app/lock');
  await lease.release();
  const later = await next;
  const now = await told('/app/lock', 'lock', ({ holders }) => holders[0]?.path === later.path);
  expect(now.holders[0]).toMatchObject({ heldSinceKind: 'seen' });
  await later.release();
  await told('/app/lock', 'lock', ({ total }) => total === 0);
});

it('shows readers that share, and the herd that waits for a writer', async () => {
  const zk = await client();
  const lock = new ReadWriteLock(zk, '/app/rw');
  const reading = await lock.read.acquire();
  const pending: Promise<unknown>[] = [];
  const enter = (side: 'read' | 'write') =>
    new Promise<void>((resolve) => {
      pending.push(lock[side].acquire({ onWait: () => resolve() }).then((lease) => lease.release()));
    });
  await enter('write');
  await enter('read');
  await enter('read');
  const { facts } = await view('/app/rw');
  if (facts.kind !== 'lock') throw new Error(facts.kind);
  expect(facts.isReadWrite).toBe(true);
  expect(facts.holders.map(({ access }) => access)).toEqual(['read']);
  expect(facts.waiters.map(({ access }) => access)).toEqual(['write', 'read', 'read']);
  expect(facts.herds).toEqual([{ path: facts.waiters[0]?.path, waiters: 2 }]);
  await reading.release();
  await Promise.all(pending);
});

it('keeps the lineage of an election that is followed', async () => {
  const a = new LeaderElection(await client(), '/app/election', { id: 'A', layout: 'master' });
  const first = await a.leading();
  follow('/app/election');
  await told('/app/election', 'election', ({ leader }) => leader?.text === 'A');
  const b = new LeaderElection(await client(), '/app/election', { id: 'B', layout: 'master' }).start();
  await told('/app/election', 'election', ({ candidates }) => candidates[0]?.text === 'B');
  await a.close();
  const facts = await told('/app/election', 'election', ({ leader }) => leader?.text === 'B');
  expect(facts.lineage.map(({ text, path }) => [text, path])).toEqual([
    ['A', first.path],
    ['B', facts.leader?.path],
  ]);
  expect(facts.lineage[0]?.toMs).not.toBeNull();
  expect(facts.lineage[1]).toMatchObject({ toMs: null, fromKind: 'seen' });
  await b.close();
});

it('shows a queue with its claims, a group with its moves, a configuration with its versions', async () => {
  const zk = await client();
  const queue = new WorkQueue(zk, '/app/work');
  for (const item of ['one', 'two']) await queue.put(item);
  const claim = await queue.claim();
  const { facts } = await view('/app/work');
  if (facts.kind !== 'queue') throw new Error(facts.kind);
  expect(facts).toMatchObject({ depth: 2, claimsPath: '/app/work-claims' });
  expect(facts.items.map(({ text, claimedBy }) => [text, claimedBy !== null])).toEqual([
    ['one', true],
    ['two', false],
  ]);
  await claim.finish();
  const member = new Membership(zk, '/app/members', 'a', 'payload');
  await member.joined();
  follow('/app/members', '/app/config.json', '/app/work');
  await told('/app/work', 'queue', ({ depth }) => depth === 1);
  const other = new Membership(await client(), '/app/members', 'b');
  await told('/app/members', 'group', ({ members }) => members.length === 2);
  await other.leave();
  const group = await told('/app/members', 'group', ({ moves }) => moves.at(-1)?.what === 'left');
  expect(group.moves.map(({ id, what }) => `${id} ${what}`)).toEqual(['b joined', 'b left']);
  await zk.create('/app/config.json', '1');
  await told('/app/config.json', 'configuration', ({ current }) => current.text === '1');
  await zk.setData('/app/config.json', '2');
  const configuration = await told(
    '/app/config.json',
    'configuration',
    ({ current }) => current.version === 1,
  );
  expect(configuration.versions.map(({ text }) => text)).toEqual(['1', '2']);
  await member.leave();
});

it('treats a node as told, and says that nothing is there', async () => {
  const zk = await client();
  await zk.create('/app/plain');
  for (const id of ['x', 'y']) await zk.create(`/app/plain/${id}`);
  expect((await view('/app/plain')).facts).toEqual({ kind: 'none' });
  expect(await view('/app/plain', 'group')).toMatchObject({
    as: 'group',
    confidence: 'told',
    evidence: ['told'],
    facts: { kind: 'group', members: [{ id: 'x', session: null }, { id: 'y' }] },
  });
  expect((await view('/app/plain', 'lock')).facts).toMatchObject({ kind: 'lock', holders: [], total: 0 });
  const absent = await page.get('/api/recipes?path=/nowhere');
  expect([absent.status, absent.json<Fault>().code]).toEqual([404, 'NONODE']);
  expect((await page.get('/api/recipes?path=/app&as=barrier')).status).toBe(400);
});

it('finds what there is', async () => {
  const zk = await client();
  const lease = await new Lock(zk, '/found/locks/a').acquire();
  const member = new Membership(zk, '/found/members', 'a');
  await member.joined();
  follow('/found/members');
  const list = async () => (await page.get('/api/recipes/found')).json<FoundRecipes>();
  const has = ({ recipes }: FoundRecipes) => recipes.some(({ path }) => path === '/found/members');
  // A list of a moment ago may be given once more: what is followed is told again in the meantime.
  let found = await list();
  for (; !has(found); found = await list()) await told('/found/members', 'group', () => true);
  const kinds = found.recipes
    .filter(({ path }) => path.startsWith('/found'))
    .map(({ path, kind }) => [path, kind]);
  expect(kinds.sort()).toEqual([
    ['/found/locks/a', 'lock'],
    ['/found/members', 'group'],
  ]);
  expect(found.isPartial).toBe(false);
  const locks = (await page.get('/api/recipes/found?kind=lock')).json<FoundRecipes>().recipes;
  expect(new Set(locks.map(({ kind }) => kind))).toEqual(new Set(['lock']));
  await lease.release();
  await member.leave();
});
