import { lockWorker } from '../actors/lock-worker.ts';
import type { Fact } from '../fact.ts';
import type { Play } from '../play.ts';

const WORKERS = ['worker-1', 'worker-2', 'worker-3'] as const;
const ROUNDS = 3;

/**
 * Three processes compete for one lock. Each gets it in the order in which it came. One dies while it holds; the lock
 * is free when its session expires, and goes to the next in line. Never do two hold it.
 */
export async function competingLock(play: Play, root: string): Promise<void> {
  const path = `${root}/orders`;
  const work = lockWorker({ path, holdMs: 60, restMs: 20, rounds: ROUNDS });
  // Holds until it dies.
  const doomed = await play.start('worker-0', lockWorker({ path, holdMs: 3_600_000, restMs: 0, rounds: 1 }));
  await play.until('the first worker holds', ({ what }) => what === 'holds');
  for (const name of WORKERS) {
    await play.start(name, work);
    await play.until(`${name} waits`, ({ client, what }) => client === name && what === 'waits');
  }
  await play.disturb();
  await doomed.die();
  for (const name of WORKERS) {
    const released = (fact: Fact) => fact.client === name && fact.what === 'released';
    await play.until(
      `${name} has had the lock ${ROUNDS} times`,
      () => play.facts.filter(released).length === ROUNDS,
    );
  }
  checkHolders(play);
}

/** From each `holds` to the holder's `released` or `died`, nobody else holds; and tokens grow. */
function checkHolders(play: Play): void {
  let holder: string | null = null;
  let token = 0;
  for (const { client, what, zxid } of play.facts) {
    if (what === 'holds') {
      play.must(holder === null, `${client} holds beside ${holder}`);
      play.must((zxid ?? 0) > token, `the token of ${client} is not greater than the one before`);
      holder = client;
      token = zxid ?? 0;
    } else if ((what === 'released' || what === 'died') && client === holder) holder = null;
  }
}
