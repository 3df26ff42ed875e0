import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Barrier, Configuration, Counter, Group, Membership } from '../../src/index.ts';
import { Rig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.end());

const text = (data: Uint8Array | undefined) => Buffer.from(data ?? []).toString();

function untilMembers(group: Group, ids: string): Promise<void> {
  const are = () => group.members.map(({ id }) => id).join(' ') === ids;
  return new Promise((resolve) => {
    if (are()) return resolve();
    const end = group.cache.subscribe(() => {
      if (!are()) return;
      end();
      resolve();
    });
  });
}

describe('a group', () => {
  it('shows who joins, changes, leaves and dies', async () => {
    const { client, expire } = await rig.mortal();
    const group = new Group(await rig.client(), '/group');
    await group.ready();
    const heard: string[] = [];
    group.subscribe((what, id) => heard.push(`${what} ${id}`));
    const one = new Membership(await rig.client(), '/group', 'one', 'first');
    const two = new Membership(client, '/group', 'two');
    await Promise.all([one.joined(), two.joined()]);
    await untilMembers(group, 'one two');
    expect(text(group.members[0]?.payload)).toBe('first');
    await one.setPayload('changed');
    await expire();
    await untilMembers(group, 'one');
    expect(two.state).toMatchObject({ name: 'lost', error: { name: 'SessionLostError' } });
    await one.leave();
    await untilMembers(group, '');
    expect(heard.sort()).toEqual(['changed one', 'joined one', 'joined two', 'left one', 'left two']);
    await group.close();
  });

  it('makes a member again that somebody deleted, with its payload of now', async () => {
    const other = await rig.client();
    const one = new Membership(await rig.client(), '/group', 'one', 'a');
    await one.joined();
    await one.setPayload('b');
    const before = one.state;
    const again = new Promise((resolve) =>
      one.subscribe((state) => state.name === 'joined' && resolve(state)),
    );
    await other.delete('/group/one');
    expect(await again).not.toEqual(before);
    expect(text((await other.getData('/group/one')).data ?? undefined)).toBe('b');
  });

  it('waits for a namesake to go', async () => {
    const first = new Membership(await rig.client(), '/group', 'same', 'first');
    await first.joined();
    const second = new Membership(await rig.client(), '/group', 'same', 'second');
    await new Promise<void>((resolve) => second.subscribe(({ name }) => name === 'waiting' && resolve()));
    await expect(second.joined({ deadlineMs: 50 })).rejects.toMatchObject({ name: 'RecipeDeadlineError' });
    await first.leave();
    await second.joined();
    await second.leave();
    expect(await (await rig.client()).exists('/group/same')).toBeNull();
  });
});

describe('a configuration', () => {
  it('is told to every subscriber, and refuses who did not see the latest', async () => {
    const publisher = new Configuration(await rig.client(), '/config/app');
    const clients = [await rig.client(), await rig.client(), await rig.client()];
    const told = clients.map((client) => {
      const configuration = new Configuration(client, '/config/app');
      const three = new Promise<string>((resolve) => {
        void configuration.follow((version) => version?.version === 2 && resolve(text(version.data)));
      });
      return { configuration, three };
    });
    expect(await publisher.publish('one', { version: -1 })).toBe(0);
    await expect(publisher.publish('one', { version: -1 })).rejects.toMatchObject({ codeName: 'NODEEXISTS' });
    expect(await publisher.publish('two', { version: 0 })).toBe(1);
    await expect(publisher.publish('x', { version: 0 })).rejects.toMatchObject({ codeName: 'BADVERSION' });
    expect(await publisher.publish('three')).toBe(2);
    expect(await Promise.all(told.map(({ three }) => three))).toEqual(['three', 'three', 'three']);
    expect(told[0]?.configuration.latest).toMatchObject({ version: 2 });
  });
});

describe('a counter and a barrier', () => {
  it('count without loss', async () => {
    const clients = await Promise.all([rig.client(), rig.client(), rig.client()]);
    const counters = clients.map((client) => new Counter(client, '/counters/c'));
    await Promise.all(
      counters.map(async (counter) => {
        for (let i = 0; i < 10; i += 1) await counter.add(1n);
      }),
    );
    expect(await counters[0]?.get()).toBe(30n);
    expect(await counters[0]?.add(-31n)).toBe(-1n);
  });

  it('hold everyone until lifted', async () => {
    const [a, b] = [new Barrier(await rig.client(), '/gates/x'), new Barrier(await rig.client(), '/gates/x')];
    await b.passed();
    await a.raise();
    await a.raise();
    await expect(b.passed({ deadlineMs: 50 })).rejects.toMatchObject({ name: 'RecipeDeadlineError' });
    const passed = b.passed();
    await a.lift();
    await passed;
  });
});
