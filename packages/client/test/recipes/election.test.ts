import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CandidateState, LeaderElection } from '../../src/index.ts';
import { Rig, untilTree } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.end());

function becomes(candidate: LeaderElection, name: CandidateState['name']): Promise<CandidateState> {
  return new Promise((resolve) => {
    if (candidate.state.name === name) return resolve(candidate.state);
    const end = candidate.subscribe((state) => {
      if (state.name !== name) return;
      end();
      resolve(state);
    });
  });
}

describe('a leader election', () => {
  it('has one leader; the next leads when it withdraws, with a greater token', async () => {
    const a = new LeaderElection(await rig.client(), '/election', { id: 'a' }).start();
    const first = await a.leading();
    expect(first.path).toMatch(/^\/election\/_c_[0-9a-f-]{36}-latch-\d{10}$/);
    const b = new LeaderElection(await rig.client(), '/election', { id: 'b' }).start();
    expect(await becomes(b, 'standby')).toMatchObject({ ahead: first.path });
    expect(await b.participants()).toMatchObject([
      { id: 'a', isLeader: true, token: first.token },
      { id: 'b', isLeader: false },
    ]);
    await a.close();
    expect(a.state.name).toBe('closed');
    expect((await b.leading()).token).toBeGreaterThan(first.token);
    await b.close();
  });

  it('passes over candidates that gave up, and tells who waits that they did', async () => {
    const a = new LeaderElection(await rig.client(), '/election', { id: 'a' }).start();
    await a.leading();
    const b = new LeaderElection(await rig.client(), '/election', { id: 'b' }).start();
    await becomes(b, 'standby');
    const c = new LeaderElection(await rig.client(), '/election', { id: 'c' }).start();
    const standby = (await becomes(c, 'standby')) as { ahead: string };
    const hopes = expect(b.leading()).rejects.toThrow('withdrawn');
    await b.close();
    await hopes;
    const moved = await becomes(c, 'standby');
    expect(moved).toMatchObject({ name: 'standby' });
    expect(standby.ahead).toContain('latch-');
    await a.close();
    await c.leading();
  });

  it('of the textbook: A leads, dies, B takes over, A comes back behind it', async () => {
    const { client, expire } = await rig.mortal();
    const a = new LeaderElection(client, '/masters', { id: 'A', layout: 'master' }).start();
    expect((await a.leading()).path).toBe('/masters/master-0000000000');
    const b = new LeaderElection(await rig.client(), '/masters', { id: 'B', layout: 'master' }).start();
    expect(await becomes(b, 'standby')).toMatchObject({
      path: '/masters/master-0000000001',
      ahead: '/masters/master-0000000000',
    });
    const lost = becomes(a, 'lost');
    await expire();
    expect(await lost).toMatchObject({ error: { name: 'SessionLostError', cause: 'expired' } });
    expect((await b.leading()).path).toBe('/masters/master-0000000001');
    const again = new LeaderElection(await rig.client(), '/masters', { id: 'A', layout: 'master' }).start();
    expect(await becomes(again, 'standby')).toMatchObject({
      path: '/masters/master-0000000002',
      ahead: '/masters/master-0000000001',
    });
  });

  it('finds its node by its owner when the reply was lost and the name says nothing', async () => {
    const { client, relay } = await rig.mortal();
    const other = await rig.client();
    await other.create('/masters');
    relay.mute();
    const a = new LeaderElection(client, '/masters', { id: 'A', layout: 'master' }).start();
    const count = async () => (await other.getChildren('/masters')).children.length;
    await untilTree(other, '/masters', async () => (await count()) > 0);
    relay.cut();
    relay.heal();
    expect((await a.leading()).path).toBe('/masters/master-0000000000');
    expect(await count()).toBe(1);
    await a.close();
    expect(await count()).toBe(0);
  });

  it('lets a candidate whose node was deleted enter again at the end', async () => {
    const other = await rig.client();
    const a = new LeaderElection(await rig.client(), '/election', { id: 'a' }).start();
    const first = await a.leading();
    const b = new LeaderElection(await rig.client(), '/election', { id: 'b' }).start();
    await becomes(b, 'standby');
    const out = becomes(a, 'entering');
    await other.delete(first.path);
    await out;
    expect(first.state).toBe('lost');
    const led = await b.leading();
    expect(await becomes(a, 'standby')).toMatchObject({ ahead: led.path });
  });
});
