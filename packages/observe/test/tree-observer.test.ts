import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import { lineLogger, type RunningServer, startServer, zooConfigFrom } from '@vivarium/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TreeChange, TreeObserver } from '../src/index.ts';
import { CuttingProxy } from './cutting-proxy.ts';

let folder: string;
const ends: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tree-'));
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true });
});

async function serverIn(name: string): Promise<RunningServer> {
  const config = zooConfigFrom({
    dataDir: join(folder, name),
    clientPort: '0',
    clientPortAddress: '127.0.0.1',
    tickTime: '500',
  });
  const server = await startServer(config, { logger: lineLogger(() => undefined) });
  ends.push(() => server.stop());
  return server;
}

/** An observer behind a proxy, another client beside it, and what the observer told. */
async function rig({ old = false, freshAfterMs = 30_000 } = {}) {
  const server = await serverIn('one');
  const proxy = await CuttingProxy.before(server.clientPort as number);
  proxy.old = old;
  ends.push(() => proxy.stop());
  const other = new ZooKeeper(`127.0.0.1:${server.clientPort}`);
  await other.connect();
  ends.push(() => other.close());
  const told: TreeChange[] = [];
  let wake: () => void = () => undefined;
  const tree = new TreeObserver({
    open: () => new ZooKeeper(`127.0.0.1:${proxy.port}`, { sessionTimeoutMs: 4_000 }),
    freshAfterMs,
    onChange: (change) => {
      if (change.type !== 'state') told.push(change);
      wake();
    },
  });
  ends.push(() => tree.stop());
  const until = async (condition: (lines: string[]) => boolean): Promise<string[]> => {
    while (!condition(lines())) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const seen = lines();
    told.length = 0;
    return seen;
  };
  const lines = () =>
    told.map((each) => `${each.type} ${'path' in each ? each.path : 'cause' in each ? each.cause : ''}`);
  return { server, proxy, other, tree, until };
}

describe('TreeObserver', () => {
  it('tells what another client changes, in order', async () => {
    const { other, tree, until } = await rig();
    tree.start();
    expect(await until((lines) => lines.length > 0)).toEqual(['reset connected']);
    expect(tree.watching).toBe('recursive');
    await other.create('/a', 'x');
    await other.create('/a/b');
    await other.setData('/a', 'y');
    await other.delete('/a/b');
    expect(await until((lines) => lines.length === 7)).toEqual([
      'created /a',
      'children /',
      'created /a/b',
      'children /a',
      'data /a',
      'deleted /a/b',
      'children /a',
    ]);
  });

  it('lists a window of children by name with their stats, whatever their number', async () => {
    const { other, tree, until } = await rig();
    tree.start();
    await until((lines) => lines.length > 0);
    await other.create('/many');
    const names = Array.from({ length: 300 }, (_, i) => `n${String(i).padStart(3, '0')}`);
    await Promise.all(names.map((name) => other.create(`/many/${name}`, name)));
    const listing = await tree.list('/many', { offset: 290, limit: 50 });
    expect(listing).toMatchObject({ path: '/many', total: 300, offset: 290, stat: { numChildren: 300 } });
    expect(listing.children.map(({ name }) => name)).toEqual(names.slice(290));
    expect(listing.children.every(({ stat }) => stat?.dataLength === 4)).toBe(true);
    expect((await tree.list('/many')).children).toHaveLength(200);
    await expect(tree.list('/absent')).rejects.toMatchObject({ codeName: 'NONODE' });
  });

  it('lists a node that may not be read without its stat', async () => {
    const { other, tree, until } = await rig();
    tree.start();
    await until((lines) => lines.length > 0);
    await other.create('/secret', 'x', { acl: [{ perms: 1, scheme: 'digest', id: 'u:x' }] });
    const { children } = await tree.list('/');
    expect(children).toMatchObject([
      { name: 'secret', stat: null },
      { name: 'zookeeper', stat: { version: 0 } },
    ]);
  });

  it('asks for everything again after a lost connection, and goes on telling', async () => {
    const { proxy, other, tree, until } = await rig();
    tree.start();
    await until((lines) => lines.length > 0);
    proxy.cut();
    expect(await until((lines) => lines.length > 0)).toEqual(['reset reconnected']);
    await other.create('/a');
    expect(await until((lines) => lines.length > 1)).toEqual(['created /a', 'children /']);
  });

  it('opens a new session when the old one is gone', async () => {
    const { proxy, tree, until } = await rig();
    tree.start();
    await until((lines) => lines.length > 0);
    const before = tree.session;
    // Another server has never heard of this session. It has written more, or it would not talk to a client
    // that has seen the future.
    const second = await serverIn('two');
    proxy.target = second.clientPort as number;
    const filler = new ZooKeeper(`127.0.0.1:${second.clientPort}`);
    await filler.connect();
    for (const path of ['/x', '/y', '/z']) await filler.create(path);
    await filler.close();
    proxy.cut();
    expect(await until((lines) => lines.length > 0)).toEqual(['reset new-session']);
    expect(tree.session).not.toBe(before);
    await tree.session.create('/new');
    expect(await until((lines) => lines.length > 1)).toEqual(['created /new', 'children /']);
  });

  it('opens a new session when no server will have the old one, as after the data were wiped', async () => {
    const { proxy, other, tree, until } = await rig({ freshAfterMs: 200 });
    tree.start();
    await until((lines) => lines.length > 0);
    await other.create('/a');
    await until((lines) => lines.length > 1);
    const empty = await serverIn('two');
    proxy.target = empty.clientPort as number;
    proxy.cut();
    expect(await until((lines) => lines.length > 0)).toEqual(['reset new-session']);
    expect((await tree.list('/')).children.map(({ name }) => name)).toEqual(['zookeeper']);
  });

  it('leaves one-shot watches where the server has no others', async () => {
    const { other, tree, until } = await rig({ old: true });
    tree.start();
    // The refusal costs the connection, so the first reset is followed by one for the next connection.
    expect(await until((lines) => lines.length === 2)).toEqual(['reset connected', 'reset reconnected']);
    expect(tree.watching).toBe('one-shot');
    await other.create('/a');
    expect((await tree.list('/')).children.map(({ name }) => name)).toEqual(['a', 'zookeeper']);
    await other.setData('/a', 'x');
    await other.create('/b');
    expect(await until((lines) => lines.length === 2)).toEqual(['data /a', 'children /']);
    // One shot each: nothing more before the next listing.
    await other.create('/c');
    await tree.list('/');
    await other.create('/d');
    expect(await until((lines) => lines.length > 0)).toEqual(['children /']);
  });
});
