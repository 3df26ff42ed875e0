import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeaderElection, Lock, Membership, WorkQueue, type ZooKeeper } from '../../src/index.ts';
import { type Relay, Rig, untilTree } from './rig.ts';

// Connections are lost at the worst moments: when a request has left and its reply has not come.

let rig: Rig;
let observer: ZooKeeper;
beforeEach(async () => {
  rig = await Rig.start();
  observer = await rig.client();
});
afterEach(() => rig.end());

const names = async (path: string): Promise<string[]> =>
  (await observer.getChildren(path).catch(() => ({ children: [] }))).children;
const untilEmpty = (path: string) => untilTree(observer, path, async () => (await names(path)).length === 0);

async function behindRelay(): Promise<{ client: ZooKeeper; relay: Relay }> {
  const relay = await rig.relay();
  return { client: await rig.client(relay.connectString), relay };
}

/** A small generator: the same faults in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

describe('while replies are lost and connections cut', () => {
  it('a lock has one holder at a time, by tokens that grow, and its line is empty afterwards', async () => {
    const path = '/chaos/lock';
    await observer.create('/chaos');
    await observer.create(path);
    const random = chance(7);
    // What a resource does that is protected by the lock: it remembers the greatest token that it was shown.
    let greatest = 0;
    let holder: string | null = null;
    const compete = async (name: string): Promise<void> => {
      const { client, relay } = await behindRelay();
      const lock = new Lock(client, path);
      for (let round = 0; round < 12; round += 1) {
        const fault = Math.floor(random() * 4);
        const lost = fault === 0 ? relay.loseNextReply() : Promise.resolve();
        const acquired = lock.acquire({ data: name });
        if (fault === 1) {
          relay.cut();
          relay.heal();
        }
        const lease = await acquired;
        await lost;
        expect(holder, `${name} beside`).toBeNull();
        expect(lease.token).toBeGreaterThan(greatest);
        holder = name;
        greatest = lease.token;
        await observer.sync(path);
        holder = null;
        const again = fault === 2 ? relay.loseNextReply() : Promise.resolve();
        await lease.release();
        await again;
      }
    };
    await Promise.all(['a', 'b', 'c'].map(compete));
    await untilEmpty(path);
  }, 120_000);

  it('a place that was taken for somebody who gave up is taken away', async () => {
    const path = '/given-up';
    await observer.create(path);
    const { client, relay } = await behindRelay();
    const giving = new AbortController();
    relay.mute();
    const attempt = new Lock(client, path).acquire({ signal: giving.signal });
    const refused = expect(attempt).rejects.toBe('enough');
    await untilTree(observer, path, async () => (await names(path)).length > 0);
    giving.abort('enough');
    await refused;
    relay.cut();
    relay.heal();
    await untilEmpty(path);
  });

  it('a candidate who withdraws before he knows his node leaves none', async () => {
    const path = '/withdrawn';
    await observer.create(path);
    const { client, relay } = await behindRelay();
    const candidate = new LeaderElection(client, path, { id: 'x', layout: 'master' });
    relay.mute();
    candidate.start();
    await untilTree(observer, path, async () => (await names(path)).length > 0);
    const closed = candidate.close();
    relay.cut();
    relay.heal();
    await closed;
    await untilEmpty(path);
  });

  it('a member is there once, and gone when it left', async () => {
    const path = '/group';
    await observer.create(path);
    const { client, relay } = await behindRelay();
    const lost = relay.loseNextReply();
    const member = new Membership(client, path, 'one', 'x');
    await lost;
    await member.joined();
    expect(await names(path)).toEqual(['one']);
    const again = relay.loseNextReply();
    await member.leave();
    await again;
    expect(await names(path)).toEqual([]);
  });

  it('a claim whose reply was lost is held or gone, and its item finished once', async () => {
    const queue = new WorkQueue(observer, '/work');
    for (let item = 0; item < 5; item += 1) await queue.put(`${item}`);
    await observer.create('/work-claims').catch(() => undefined);
    const { client, relay } = await behindRelay();
    const worker = new WorkQueue(client, '/work');
    const done: string[] = [];
    while (done.length < 5) {
      const lost = relay.loseNextReply();
      const item = await worker.claim();
      await lost;
      const again = relay.loseNextReply();
      done.push(new TextDecoder().decode(item.data));
      await item.finish();
      await again;
    }
    expect(done).toEqual(['0', '1', '2', '3', '4']);
    expect(await queue.items()).toEqual([]);
    expect(await names('/work-claims')).toEqual([]);
  });
});
