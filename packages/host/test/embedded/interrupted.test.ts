import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { RawClient } from '../server/raw-client.ts';
import { endEnsembles, newFolder, startEnsemble } from './ensemble-fixture.ts';

afterEach(endEnsembles);

const THREE = { voters: 3, observers: 0 };
const SETTLED_MS = 180_000;
const others = (sid: number): [number, number] => (sid === 1 ? [2, 3] : sid === 2 ? [1, 3] : [1, 2]);

async function expectAll(client: RawClient, paths: readonly string[], data: string): Promise<void> {
  for (const path of paths) expect(await client.get(path), path).toBe(data);
}

it(
  'a leader that stands still for longer than syncLimit is succeeded, and follows when it goes on',
  async () => {
    const watched = await startEnsemble(newFolder(), THREE);
    const { ensemble } = watched;
    await watched.serving(1, 2, 3);
    const leader = await watched.leader();
    const acknowledged: string[] = [];
    const write = async (client: RawClient, path: string): Promise<void> => {
      expect(await client.create(path, 'x')).toBe(0);
      acknowledged.push(path);
    };
    const before = await watched.client(leader);
    for (let n = 0; n < 20; n += 1) await write(before, `/before-${n}`);
    watched.forget();
    await ensemble.pause(leader, null);
    // Its sockets are open: it takes this when it goes on, and must not say that it is done.
    const doubtful = before.create('/doubtful', 'x').catch(() => null);
    const successor = await watched.leader();
    expect(successor).not.toBe(leader);
    const after = await watched.client(successor);
    for (let n = 0; n < 20; n += 1) await write(after, `/after-${n}`);
    ensemble.resume(leader);
    await watched.next('modeChanged', ({ member, mode }) => member === leader && mode === 'follower');
    const client = await watched.client(leader);
    expect(await client.sync('/')).toBe(0);
    await expectAll(client, acknowledged, 'x');
    if ((await doubtful) === 0) expect(await client.get('/doubtful')).toBe('x');
    for (const each of [before, after, client]) each.close();
  },
  SETTLED_MS,
);

it.each(['is sent', 'is written'])(
  'a member that is ended while a snapshot %s never serves a part of it',
  async (moment) => {
    const folder = newFolder();
    const watched = await startEnsemble(folder, THREE);
    const { ensemble } = watched;
    await watched.serving(1, 2, 3);
    const leader = await watched.leader();
    const [learner] = others(leader);
    const large = 'x'.repeat(500_000);
    const paths = Array.from({ length: 24 }, (_, n) => `/large-${n}`);
    const writer = await watched.client(leader);
    for (const path of paths) expect(await writer.create(path, large)).toBe(0);
    writer.close();
    for (let round = 0; round < 3; round += 1) {
      await ensemble.kill(learner);
      rmSync(join(folder, `member-${learner}`), { recursive: true });
      watched.forget();
      await ensemble.restart(learner);
      const isOfLearner = (event: { readonly member: number }): boolean => event.member === learner;
      if (moment === 'is written') await watched.next('snapshotStarted', isOfLearner);
      else await watched.next('learnerSyncing', (event) => event.learner === learner && event.how === 'snap');
    }
    await ensemble.kill(learner);
    watched.forget();
    await ensemble.restart(learner);
    await watched.next('modeChanged', ({ member, mode }) => member === learner && mode === 'follower');
    const reader = await watched.client(learner);
    await expectAll(reader, paths, large);
    reader.close();
  },
  SETTLED_MS,
);
