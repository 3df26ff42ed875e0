import { afterEach, expect, it } from 'vitest';
import { endEnsembles, newFolder, startEnsemble } from './ensemble-fixture.ts';

afterEach(endEnsembles);

const THREE = { voters: 3, observers: 0 };
const others = (sid: number): [number, number] => {
  const [one, other] = [1, 2, 3].filter((each) => each !== sid);
  return [one as number, other as number];
};

it('elects a leader among three voters, and the observer holds what is written', async () => {
  const watched = await startEnsemble(newFolder(), null);
  expect(watched.ensemble.members.map(({ role }) => role)).toEqual(['voter', 'voter', 'voter', 'observer']);
  await watched.serving(1, 2, 3, 4);
  const [writer, reader] = [await watched.client(1), await watched.client(4)];
  expect(await writer.create('/a', 'one')).toBe(0);
  expect(await reader.sync('/a')).toBe(0);
  expect(await reader.get('/a')).toBe('one');
  writer.close();
  reader.close();
});

it('elects another leader when its thread is ended without warning; restarted, that one holds everything', async () => {
  const watched = await startEnsemble(newFolder(), THREE);
  await watched.serving(1, 2, 3);
  const first = await watched.leader();
  const [one] = others(first);
  const before = await watched.client(first);
  expect(await before.create('/kept', 'x')).toBe(0);
  watched.forget();
  await watched.ensemble.kill(first);
  expect(await before.next()).toBeNull();
  expect(await watched.leader()).not.toBe(first);
  await watched.serving(one);
  const during = await watched.client(one);
  expect(await during.create('/meanwhile', 'y')).toBe(0);
  await watched.ensemble.restart(first);
  await watched.serving(first);
  const again = await watched.client(first);
  expect(await again.sync('/')).toBe(0);
  expect([await again.get('/kept'), await again.get('/meanwhile')]).toEqual(['x', 'y']);
  again.close();
  during.close();
});

it('finds itself again after all of it was stopped: the same ports, the same data', async () => {
  const folder = newFolder();
  const first = await startEnsemble(folder, { voters: 3, observers: 1 });
  await first.serving(1, 2, 3, 4);
  const client = await first.client(2);
  expect(await client.create('/kept', 'x')).toBe(0);
  client.close();
  const { members } = first.ensemble;
  await first.ensemble.stop();
  const second = await startEnsemble(folder, null);
  expect(second.ensemble.members).toEqual(members);
  await second.serving(1, 2, 3, 4);
  const again = await second.client(3);
  expect(await again.sync('/')).toBe(0);
  expect(await again.get('/kept')).toBe('x');
  again.close();
});

it('keeps everything acknowledged when all threads are ended at once', async () => {
  const watched = await startEnsemble(newFolder(), THREE);
  await watched.serving(1, 2, 3);
  const client = await watched.client(1);
  for (let n = 0; n < 20; n += 1) expect(await client.create(`/n${n}`, 'x')).toBe(0);
  watched.forget();
  const { ensemble } = watched;
  await Promise.all([1, 2, 3].map((sid) => ensemble.kill(sid)));
  await Promise.all([1, 2, 3].map((sid) => ensemble.restart(sid)));
  await watched.serving(1, 2, 3);
  const again = await watched.client(2);
  expect(await again.sync('/')).toBe(0);
  for (let n = 0; n < 20; n += 1) expect(await again.get(`/n${n}`)).toBe('x');
  again.close();
});

it('makes a paused member stand still with its sockets open, and go on when resumed', async () => {
  const watched = await startEnsemble(newFolder(), THREE);
  await watched.serving(1, 2, 3);
  const [follower] = others(await watched.leader());
  const client = await watched.client(follower);
  expect(await client.create('/before', 'x')).toBe(0);
  watched.forget();
  await watched.ensemble.pause(follower, null);
  expect(watched.ensemble.stateOf(follower)).toBe('paused');
  const answer = client.get('/before');
  const paused = await watched.next('threadChanged', ({ state }) => state === 'paused');
  watched.ensemble.resume(follower);
  const resumed = await watched.next('threadChanged', ({ state }) => state === 'running');
  expect(await answer).toBe('x');
  expect(resumed.atMs).toBeGreaterThan(paused.atMs);
  expect(() => watched.ensemble.resume(follower)).toThrow('does not run');
  client.close();
});

it('ends a pause by itself after the time that was asked for', async () => {
  const watched = await startEnsemble(newFolder(), { voters: 1, observers: 0 });
  await watched.ensemble.pause(1, 200);
  const { atMs: fromMs, untilMs } = await watched.next('threadChanged', ({ state }) => state === 'paused');
  const { atMs: toMs } = await watched.next('threadChanged', ({ state }) => state === 'running');
  expect(toMs - fromMs).toBeGreaterThan(190);
  expect(untilMs).not.toBeNull();
});

it('ends a member that is paused', async () => {
  const watched = await startEnsemble(newFolder(), { voters: 1, observers: 0 });
  await watched.ensemble.pause(1, null);
  await watched.ensemble.kill(1);
  expect(watched.ensemble.stateOf(1)).toBe('killed');
  await expect(watched.ensemble.kill(1)).rejects.toThrow('does not run');
  await watched.ensemble.restart(1);
  (await watched.client(1)).close();
});

it('isolates a leader: the others elect one, and it follows when its links are healed', async () => {
  const watched = await startEnsemble(newFolder(), THREE);
  await watched.serving(1, 2, 3);
  const leader = await watched.leader();
  const cuts = others(leader).map((other) => ({ a: Math.min(leader, other), b: Math.max(leader, other) }));
  watched.forget();
  watched.ensemble.setCuts(cuts, 'isolate', leader);
  const next = await watched.leader();
  expect(next).not.toBe(leader);
  watched.ensemble.setCuts([], 'rejoin', leader);
  await watched.next('modeChanged', ({ member, mode }) => member === leader && mode === 'follower');
  const client = await watched.client(leader);
  expect(await client.create('/after', 'x')).toBe(0);
  client.close();
});

it('cuts one link only: two followers without each other follow on', async () => {
  const watched = await startEnsemble(newFolder(), THREE);
  await watched.serving(1, 2, 3);
  const leader = await watched.leader();
  const [a, b] = others(leader);
  watched.forget();
  watched.ensemble.setCuts([{ a, b }], 'cut', 0);
  const client = await watched.client(a);
  for (let n = 0; n < 5; n += 1) expect(await client.create(`/cut${n}`, 'x')).toBe(0);
  watched.ensemble.setCuts([{ a: Math.min(a, leader), b: Math.max(a, leader) }], 'cut', 0);
  await watched.next('modeChanged', ({ member, mode }) => member === a && mode === 'looking');
  const other = await watched.client(b);
  expect(await other.create('/goes-on', 'x')).toBe(0);
  other.close();
  client.close();
});

it('tells which messages travel between a leader and its learners', async () => {
  const watched = await startEnsemble(newFolder(), { voters: 3, observers: 1 });
  await watched.serving(1, 2, 3, 4);
  const counted = new Promise<{ commits: number; acks: number; proposals: number }>((resolve) => {
    watched.ensemble.subscribeTraffic((_leader, learners) => {
      const follower = learners.find(({ sid, commits }) => sid !== 4 && commits > 0);
      if (follower !== undefined) resolve(follower);
    });
  });
  const informed = new Promise<{ informs: number; proposals: number }>((resolve) => {
    watched.ensemble.subscribeTraffic((_leader, learners) => {
      const observer = learners.find(({ sid, informs }) => sid === 4 && informs > 0);
      if (observer !== undefined) resolve(observer);
    });
  });
  const client = await watched.client(1);
  expect(await client.create('/told', 'x')).toBe(0);
  expect((await counted).commits).toBeGreaterThan(0);
  expect((await informed).proposals).toBe(0);
  client.close();
});

it('refuses what is no member, and another size than the directory holds', async () => {
  const folder = newFolder();
  const watched = await startEnsemble(folder, { voters: 1, observers: 0 });
  await expect(watched.ensemble.kill(7)).rejects.toThrow('there is no member 7');
  await watched.ensemble.stop();
  await expect(startEnsemble(folder, THREE)).rejects.toThrow(
    /holds one standalone member; start it with --members 1 --observers 0, or choose another --data/,
  );
});
