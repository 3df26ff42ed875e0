import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CacheChange, TreeCache, type WatchStream, ZooKeeper, ZooKeeperError } from '../../src/index.ts';
import { Rig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.end());

/** The subtree as a client reads it. */
async function truth(client: ZooKeeper, path: string, into = new Map<string, string>()) {
  const { data } = await client.getData(path);
  into.set(path, Buffer.from(data ?? []).toString());
  for (const name of (await client.getChildren(path)).children) await truth(client, `${path}/${name}`, into);
  return into;
}

function copy(cache: TreeCache): Map<string, string> {
  return new Map(cache.paths().map((path) => [path, Buffer.from(cache.get(path)?.data ?? []).toString()]));
}

const sorted = (tree: Map<string, string>) => [...tree].sort(([a], [b]) => (a < b ? -1 : 1));

/** Resolves when the cache has the node with this data. */
function shows(cache: TreeCache, path: string, data: string): Promise<void> {
  const has = () => Buffer.from(cache.get(path)?.data ?? []).toString() === data && cache.current;
  return new Promise((resolve) => {
    if (has()) return resolve();
    const end = cache.subscribe(() => {
      if (!has()) return;
      end();
      resolve();
    });
  });
}

async function change(client: ZooKeeper, root: string): Promise<void> {
  await client.create(`${root}/a`, '1');
  await client.create(`${root}/b`);
  await client.create(`${root}/b/c`, 'deep');
  await client.create(`${root}/b/c/d`, 'deeper');
  await client.setData(`${root}/a`, '2');
  await client.delete(`${root}/b/c/d`);
  await client.create(`${root}/b/c/d`, 'again');
  await client.create(`${root}/gone`, 'x');
  await client.delete(`${root}/gone`);
  await Promise.all(Array.from({ length: 50 }, (_, i) => client.create(`${root}/b/n${i}`, `${i}`)));
  await Promise.all(Array.from({ length: 25 }, (_, i) => client.delete(`${root}/b/n${i * 2}`)));
}

describe('a tree cache', () => {
  it('loads what is there and follows what changes', async () => {
    const [watcher, writer] = [await rig.client(), await rig.client()];
    await writer.create('/cached', 'r');
    await writer.create('/cached/before', 'b');
    const cache = new TreeCache(watcher, '/cached').start();
    const heard: CacheChange['type'][] = [];
    cache.subscribe(({ type }) => heard.push(type));
    await cache.ready();
    expect(cache.watching).toBe('recursive');
    expect(copy(cache)).toEqual(
      new Map([
        ['/cached', 'r'],
        ['/cached/before', 'b'],
      ]),
    );
    await change(writer, '/cached');
    await writer.setData('/cached', 'end');
    await shows(cache, '/cached', 'end');
    expect(sorted(copy(cache))).toEqual(sorted(await truth(writer, '/cached')));
    expect(cache.children('/cached').sort()).toEqual(['a', 'b', 'before']);
    expect(new Set(heard)).toEqual(new Set(['added', 'changed', 'removed', 'current']));
    await cache.close();
    expect(cache.size).toBe(0);
  });

  it('starts before its root is there, and sees it go', async () => {
    const client = await rig.client();
    const cache = new TreeCache(client, '/later', { maxDepth: 1 }).start();
    await cache.ready();
    expect(cache.size).toBe(0);
    await client.create('/later', '1');
    await client.create('/later/a');
    await client.create('/later/a/deep');
    await client.setData('/later', '2');
    await shows(cache, '/later', '2');
    expect(cache.paths()).toEqual(['/later', '/later/a']);
    const empty = new Promise<void>((resolve) => {
      cache.subscribe(() => cache.size === 0 && resolve());
    });
    for (const path of ['/later/a/deep', '/later/a', '/later']) await client.delete(path);
    await empty;
  });

  it('converges after restarts and lost connections, whatever changed meanwhile', async () => {
    const { client, relay } = await rig.mortal();
    const writer = await rig.client();
    await writer.create('/cached');
    const cache = new TreeCache(client, '/cached').start();
    await cache.ready();
    await change(writer, '/cached');
    for (const round of [1, 2, 3]) {
      relay.cut();
      await writer.delete('/cached/a');
      await writer.create(`/cached/while-${round}`, `${round}`);
      await writer.create('/cached/a', 'anew');
      if (round === 2) await rig.restart();
      relay.heal();
      await writer.setData('/cached', `round ${round}`);
      await shows(cache, '/cached', `round ${round}`);
      expect(sorted(copy(cache))).toEqual(sorted(await truth(writer, '/cached')));
    }
  });

  it('tells that its session was lost, and rejects who waits', async () => {
    const { client, expire } = await rig.mortal();
    const cache = new TreeCache(client, '/cached').start();
    await cache.ready();
    const lost = new Promise<CacheChange>((resolve) => {
      cache.subscribe((change) => change.type === 'lost' && resolve(change));
    });
    await expire();
    expect(await lost).toMatchObject({ error: { name: 'SessionLostError' } });
    await expect(cache.ready()).rejects.toMatchObject({ name: 'SessionLostError' });
  });

  it('follows by one-shot watches where the server knows no others, over lost connections too', async () => {
    const { relay } = await rig.mortal();
    const writer = await rig.client();
    const client = await rig.open(new OfOlderServer(relay.connectString, { sessionTimeoutMs: 20_000 }));
    const cache = new TreeCache(client, '/cached').start();
    await cache.ready();
    expect(cache.watching).toBe('one-shot');
    await writer.create('/cached', 'r');
    await shows(cache, '/cached', 'r');
    await change(writer, '/cached');
    await writer.setData('/cached', 'end');
    await converges(cache, writer);
    relay.cut();
    await writer.delete('/cached/a');
    await writer.create('/cached/b/late', 'late');
    relay.heal();
    await converges(cache, writer);
    await cache.close();
  });
});

/** Speaks to the member as one of 3.5 would be spoken to. */
class OfOlderServer extends ZooKeeper {
  override addWatch(): Promise<WatchStream> {
    return Promise.reject(new ZooKeeperError(-6));
  }
}

/** Resolves when the cache shows what a reader reads; looked at again with each change of it. */
async function converges(cache: TreeCache, reader: ZooKeeper): Promise<void> {
  const expected = JSON.stringify(sorted(await truth(reader, '/cached')));
  const is = () => JSON.stringify(sorted(copy(cache))) === expected;
  await new Promise<void>((resolve) => {
    if (is()) return resolve();
    const end = cache.subscribe(() => {
      if (!is()) return;
      end();
      resolve();
    });
  });
}
