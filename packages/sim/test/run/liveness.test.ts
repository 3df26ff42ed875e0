import { ErrorCode } from '@vivarium/jute';
import { expect, it } from 'vitest';
import { Prng } from '../../src/prng/prng.ts';
import { demandLiveness } from '../../src/run/liveness.ts';
import { OnlineChecks } from '../../src/run/online-checks.ts';
import { settingsOf } from '../../src/run/settings.ts';
import { production } from '../../src/run/simulate.ts';
import { World } from '../../src/run/world.ts';
import { PARENTS } from '../../src/workload/keys.ts';

const STEP_US = 100;
/** Calls of each client that are lost with their connection: more than it takes to ask once for each parent. */
const LOST = 2 * PARENTS.length;

it('a client whose first calls are lost asks again for the nodes that its later ones need, and is served', () => {
  const prng = new Prng(7);
  const settings = settingsOf({ seed: 7, members: 1, observers: 0, minutes: 1 }, prng.fork());
  const world = new World(settings, production, new OnlineChecks(1), prng.fork());
  const { schedule, network, history, actors } = world;
  const lost = new Map(actors.map(({ client }) => [client, 0]));
  world.host(1).start();
  for (const actor of actors) actor.start();
  const isOver = () => [...lost.values()].every((count) => count >= LOST);
  while (!isOver()) {
    schedule.run(schedule.nowUs + STEP_US);
    for (const [client, count] of lost) {
      if (client.outstanding === 0) continue;
      lost.set(client, count + client.outstanding);
      network.resetBetween(`c${client.id}`, 'm1');
    }
  }
  expect(history.acknowledged).toBe(0);
  demandLiveness(world);
  expect(world.violations.all).toEqual([]);
  const made = history.operations.filter(
    ({ call, reply }) => call.type === 'create' && reply?.err === ErrorCode.ok,
  );
  const paths = made.map(({ call }) => 'path' in call && call.path);
  expect(paths).toEqual(expect.arrayContaining([...PARENTS]));
});
