import { ZooKeeper } from '@vivarium/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DEMO_ROOT,
  Demo,
  type DemoActorState,
  demoProgram,
  EnsembleStage,
  WriteBudget,
} from '../src/index.ts';
import { OnMember } from './on-member.ts';

let member: OnMember;
let demo: Demo;
let budget: WriteBudget;
let listeners: Set<() => void>;
/** A wait that begins now ends by its signal alone. */
let timeStands: boolean;

class StageWithClock extends EnsembleStage {
  override wait(ms: number, signal: AbortSignal): Promise<void> {
    return super.wait(timeStands ? 2 ** 31 - 1 : ms, signal);
  }
}

beforeEach(async () => {
  member = await OnMember.start();
  listeners = new Set();
  timeStands = false;
  budget = new WriteBudget(
    10,
    () => performance.now(),
    (ms, call) => setTimeout(call, ms),
  );
  const stageOf = (evenPaused: boolean) =>
    new StageWithClock({
      connectString: member.connectString,
      budget,
      evenPaused,
      sessionTimeoutMs: 2_000,
      random: Math.random,
      wallMs: Date.now,
    });
  demo = new Demo({
    stage: stageOf(false),
    sweeping: stageOf(true),
    budget,
    onChange: () => {
      for (const listener of [...listeners]) listener();
    },
  });
});

afterEach(async () => {
  await demo.close();
  await member.end();
});

/** Resolves when the demo is in such a state. */
function until(isSo: (actors: readonly DemoActorState[]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isSo(demo.state())) return;
      listeners.delete(look);
      resolve();
    };
    listeners.add(look);
    look();
  });
}

const one = (actors: readonly DemoActorState[], name: string) =>
  actors.find((actor) => actor.name === name) as DemoActorState;
const told = (actor: DemoActorState, what: string) =>
  actor.clients.some(({ lastFact }) => lastFact?.what === what);

async function reader(): Promise<ZooKeeper> {
  const client = new ZooKeeper(member.connectString);
  await client.connect();
  return client;
}

describe('the demo', () => {
  it('plays every actor below its root, every write counted', async () => {
    const client = await reader();
    demo.start();
    await until((actors) =>
      actors.every(({ clients }) => clients.every(({ sessionId }) => sessionId !== null)),
    );
    await until((actors) => told(one(actors, 'locks'), 'holds') && told(one(actors, 'masters'), 'leads'));
    await until((actors) => told(one(actors, 'configuration'), 'told'));
    await until(
      (actors) => told(one(actors, 'queue'), 'finished') && told(one(actors, 'registry'), 'published'),
    );
    expect((await client.getChildren('/')).children.sort()).toEqual([DEMO_ROOT.slice(1), 'zookeeper']);
    expect(demo.writesPerSecond()).toBeLessThanOrEqual(10);
    // Every transaction of the member was counted, but for this client's session and node.
    const { stat } = await client.create('/last');
    expect(stat.czxid % 2 ** 32).toBeLessThanOrEqual(budget.total + 2);
    await client.close();
  }, 120_000);

  it('switches one client, an actor, and all their data', async () => {
    await demo.switch('locks', null, true);
    await until((actors) => told(one(actors, 'locks'), 'holds'));
    expect(await demo.switch('locks', 'worker-9', false)).toBe(false);
    expect(await demo.switch('locks', 'worker-1', false)).toBe(true);
    expect(one(demo.state(), 'locks')).toMatchObject({
      state: 'on',
      clients: [{ id: 'worker-1', isOn: false, sessionId: null }, { isOn: true }, { isOn: true }],
    });
    const client = await reader();
    await client.create('/mine');
    expect(await client.exists(`${DEMO_ROOT}/locks/orders`)).not.toBeNull();
    await demo.remove('locks');
    expect(one(demo.state(), 'locks').state).toBe('off');
    expect(await client.exists(`${DEMO_ROOT}/locks`)).toBeNull();
    await demo.remove(null);
    expect(await client.exists(DEMO_ROOT)).toBeNull();
    expect(await client.exists('/mine')).not.toBeNull();
    await client.close();
  });

  it('writes nothing while paused, keeps its sessions, and can be removed all the same', async () => {
    await demo.switch('masters', null, true);
    await until((actors) => told(one(actors, 'masters'), 'leads'));
    demo.pause(true);
    expect(one(demo.state(), 'masters').state).toBe('paused');
    void demo.switch('configuration', null, true);
    const client = await reader();
    await demo.remove('masters');
    expect(await client.exists(`${DEMO_ROOT}/masters`)).toBeNull();
    expect(await client.exists(`${DEMO_ROOT}/config`)).toBeNull();
    demo.pause(false);
    await until((actors) => told(one(actors, 'configuration'), 'told'));
    await client.close();
  });

  it('ends without the time in which its actors would withdraw', async () => {
    await demo.switch('locks', null, true);
    await demo.switch('masters', null, true);
    await until((actors) => told(one(actors, 'locks'), 'holds') && told(one(actors, 'masters'), 'leads'));
    demo.pause(true);
    timeStands = true;
    await demo.close();
    for (const name of ['locks', 'masters']) {
      const { state, clients } = one(demo.state(), name);
      expect([state, clients.map(({ sessionId }) => sessionId)]).toEqual(['off', clients.map(() => null)]);
    }
  });

  it('is over a restart of the member what it was before', async () => {
    await demo.switch('group', null, true);
    await until((actors) => told(one(actors, 'group'), 'seesJoin'));
    await member.restart();
    await until((actors) => one(actors, 'group').trouble === null);
    expect(demoProgram().map(({ name }) => name)).toContain('group');
  });
});
