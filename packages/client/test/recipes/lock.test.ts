import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lease, Lock, ReadWriteLock, type ZooKeeper } from '../../src/index.ts';
import { Rig, until, untilTree } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.end());

const inLine = async (client: ZooKeeper, path: string): Promise<string[]> =>
  (await client.getChildren(path)).children.sort();

/** A wait that is known to have entered the line. */
function waiting(lock: { acquire: Lock['acquire'] }): { lease: Promise<Lease>; waits: Promise<string> } {
  let entered: (ahead: string) => void = () => {};
  const waits = new Promise<string>((resolve) => {
    entered = resolve;
  });
  return { lease: lock.acquire({ onWait: (_mine, ahead) => entered(ahead) }), waits };
}

describe('a lock', () => {
  it('is held by one, and goes to the next in line with a greater token', async () => {
    const [a, b, c] = [await rig.client(), await rig.client(), await rig.client()];
    const first = await new Lock(a, '/locks/x').acquire({ data: 'a' });
    expect(first.state).toBe('held');
    expect(first.path).toMatch(/^\/locks\/x\/_c_[0-9a-f-]{36}-lock-\d{10}$/);
    const second = waiting(new Lock(b, '/locks/x'));
    expect(await second.waits).toBe(first.path);
    const third = waiting(new Lock(c, '/locks/x'));
    const ahead = await third.waits;
    expect(ahead).not.toBe(first.path);
    await first.release();
    const held = await second.lease;
    expect(held.path).toBe(ahead);
    expect(held.token).toBeGreaterThan(first.token);
    await held.release();
    await (await third.lease).release();
    expect(await inLine(a, '/locks/x')).toEqual([]);
  });

  it('never has two holders, whoever asks how often', async () => {
    const clients = await Promise.all([rig.client(), rig.client(), rig.client()]);
    let holders = 0;
    const tokens: number[] = [];
    const work = async (client: ZooKeeper): Promise<void> => {
      const lock = new Lock(client, '/locks/many');
      for (let round = 0; round < 20; round += 1) {
        const lease = await lock.acquire();
        holders += 1;
        expect(holders).toBe(1);
        tokens.push(lease.token);
        await client.exists('/');
        holders -= 1;
        await lease.release();
      }
    };
    await Promise.all(clients.map(work));
    expect(tokens).toHaveLength(60);
    expect([...tokens].sort((x, y) => x - y)).toEqual(tokens);
  });

  it('of a session that expires goes to the next, and its holder is told', async () => {
    const { client, expire } = await rig.mortal();
    const other = await rig.client();
    const lease = await new Lock(client, '/locks/mortal').acquire();
    const next = waiting(new Lock(other, '/locks/mortal'));
    await next.waits;
    await expire();
    expect(lease.state).toBe('lost');
    expect(lease.signal.reason).toMatchObject({ name: 'SessionLostError', cause: 'expired' });
    expect((await next.lease).token).toBeGreaterThan(lease.token);
    await lease.release();
    await expect(new Lock(client, '/locks/mortal').acquire()).rejects.toMatchObject({
      name: 'SessionLostError',
    });
  });

  it('rejects who waits for it when his session expires or his client closes', async () => {
    const holder = await new Lock(await rig.client(), '/locks/wait').acquire();
    const { client, expire } = await rig.mortal();
    const one = waiting(new Lock(client, '/locks/wait'));
    const lost = expect(one.lease).rejects.toMatchObject({ name: 'SessionLostError', cause: 'expired' });
    await one.waits;
    await expire();
    await lost;
    const closing = await rig.client();
    const two = waiting(new Lock(closing, '/locks/wait'));
    const closed = expect(two.lease).rejects.toMatchObject({ name: 'SessionLostError', cause: 'closed' });
    await two.waits;
    await closing.close();
    await closed;
    await holder.release();
  });

  it('leaves nothing in the line after a deadline or an abort', async () => {
    const [a, b] = [await rig.client(), await rig.client()];
    const lock = new Lock(b, '/locks/give-up');
    const lease = await new Lock(a, '/locks/give-up').acquire();
    await expect(lock.acquire({ deadlineMs: 50 })).rejects.toMatchObject({ name: 'RecipeDeadlineError' });
    const controller = new AbortController();
    const given = lock.acquire({ signal: controller.signal, onWait: () => controller.abort('enough') });
    await expect(given).rejects.toBe('enough');
    await expect(lock.acquire({ signal: AbortSignal.abort('never') })).rejects.toBe('never');
    await untilTree(a, '/locks/give-up', async () => (await inLine(a, '/locks/give-up')).length === 1);
    await lease.release();
    await (await lock.acquire()).release();
  });

  it('takes one place, though the reply to its create was lost', async () => {
    const { client, relay } = await rig.mortal();
    const other = await rig.client();
    await other.create('/lost-reply');
    relay.mute();
    const acquired = new Lock(client, '/lost-reply').acquire();
    await untilTree(other, '/lost-reply', async () => (await inLine(other, '/lost-reply')).length > 0);
    relay.cut();
    relay.heal();
    const lease = await acquired;
    expect(await inLine(other, '/lost-reply')).toEqual([lease.path.slice('/lost-reply/'.length)]);
    await lease.release();
  });

  it('survives a restart of the member: held before, waited for after', async () => {
    const [a, b] = [await rig.client(), await rig.client()];
    const lease = await new Lock(a, '/locks/restart').acquire();
    const next = waiting(new Lock(b, '/locks/restart'));
    await next.waits;
    const gone = until(a, 'disconnected');
    const restarted = rig.restart();
    await gone;
    expect(lease.state).toBe('unconfirmed');
    await restarted;
    await until(a, 'connected');
    expect(lease.state).toBe('held');
    await lease.release();
    expect((await next.lease).token).toBeGreaterThan(lease.token);
  });

  it('is lost when somebody deletes its node, held or waited for', async () => {
    const [a, b] = [await rig.client(), await rig.client()];
    const lease = await new Lock(a, '/locks/deleted').acquire();
    const next = waiting(new Lock(b, '/locks/deleted'));
    const refused = expect(next.lease).rejects.toMatchObject({ name: 'PlaceLostError' });
    await next.waits;
    const mine = (await inLine(a, '/locks/deleted')).find((name) => !lease.path.endsWith(name));
    await a.delete(`/locks/deleted/${mine}`);
    await refused;
    const told = new Promise((resolve) => lease.signal.addEventListener('abort', resolve));
    await b.delete(lease.path);
    await told;
    expect(lease.signal.reason).toMatchObject({ name: 'PlaceLostError', path: lease.path });
  });

  it('wakes one waiter for each release, not all', async () => {
    const holder = await rig.client();
    const lease = await new Lock(holder, '/locks/herd').acquire();
    const line: { lease: Promise<Lease>; waits: Promise<string> }[] = [];
    const aheads: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      line.push(waiting(new Lock(await rig.client(), '/locks/herd')));
      aheads.push(await (line[i] as { waits: Promise<string> }).waits);
    }
    expect(new Set(aheads).size).toBe(5);
    await lease.release();
    for (const each of line) await (await each.lease).release();
  });
});

describe('a read-write lock', () => {
  it('lets readers in together, and a writer alone', async () => {
    const [a, b, c, d] = [await rig.client(), await rig.client(), await rig.client(), await rig.client()];
    const one = await new ReadWriteLock(a, '/rw').read.acquire();
    const two = await new ReadWriteLock(b, '/rw').read.acquire();
    expect(one.path).toMatch(/__READ__\d{10}$/);
    const writer = waiting(new ReadWriteLock(c, '/rw').write);
    expect(await writer.waits).toBe(two.path);
    const late = waiting(new ReadWriteLock(d, '/rw').read);
    const ahead = await late.waits;
    expect(ahead).toMatch(/__WRIT__\d{10}$/);
    await one.release();
    await two.release();
    const writing = await writer.lease;
    expect(writing.path).toBe(ahead);
    await writing.release();
    await (await late.lease).release();
  });

  it('goes on when the writer that readers wait for dies', async () => {
    const { client, expire } = await rig.mortal();
    const readers = [await rig.client(), await rig.client()];
    const writing = await new ReadWriteLock(client, '/rw').write.acquire();
    const waiters = readers.map((reader) => waiting(new ReadWriteLock(reader, '/rw').read));
    expect(await Promise.all(waiters.map(({ waits }) => waits))).toEqual([writing.path, writing.path]);
    await expire();
    const leases = await Promise.all(waiters.map(({ lease }) => lease));
    expect(leases.map(({ state }) => state)).toEqual(['held', 'held']);
  });
});
