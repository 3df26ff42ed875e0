import { setTimeout as delay } from 'node:timers/promises';
import { EnsembleClient } from '../harness/ensemble-client.ts';
import { FAILOVER_CELLS } from './cells.ts';
import { type Figures, TARGETS } from './figures.ts';
import { type Subject, startSubject } from './subject.ts';

const PATH = '/failover';
const SESSION_TIMEOUT_MS = 20_000;
const SILENCE_MS = 5_000;
/** Short, so that it is the members that are measured and not the client's patience. */
const RETRY_AFTER_MS = 2;
/** Between the last member's return and the next kill. */
const CALM_MS = 500;

/**
 * The leader is killed without warning while a client writes one request after the other; what counts is the time from the
 * kill to the next acknowledged write. Then the member comes back. Alternates between the two as all cells do.
 */
export async function measureFailover(repetitions: number, members: number, figures: Figures): Promise<void> {
  const subjects = {
    apache: await startSubject('apache', members),
    vivarium: await startSubject('vivarium', members),
  };
  const clients = {
    apache: await clientOf(subjects.apache),
    vivarium: await clientOf(subjects.vivarium),
  };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const target of TARGETS) {
      const gapMs = await failOver(subjects[target], clients[target]);
      console.error(`  ${target} ${gapMs.toFixed(0)} ms`);
      for (const cell of FAILOVER_CELLS) figures.note(cell, target, gapMs);
    }
  }
  for (const target of TARGETS) {
    clients[target].close();
    await subjects[target].stop();
  }
}

async function clientOf({ ports }: Subject): Promise<EnsembleClient> {
  const client = new EnsembleClient({
    ports,
    sessionTimeoutMs: SESSION_TIMEOUT_MS,
    silenceMs: SILENCE_MS,
    retryAfterMs: RETRY_AFTER_MS,
  });
  const made = await client.call((session) => session.create(PATH, ''));
  if (made?.error !== 0) throw new Error(`${PATH}: error ${made?.error}`);
  return client;
}

async function failOver({ ensemble }: Subject, client: EnsembleClient): Promise<number> {
  if (ensemble === null) throw new Error('one member has nobody to take over');
  const leader = await ensemble.untilLed();
  await write(client);
  const killedMs = performance.now();
  // Waits for the end of the process, or a write could still be acknowledged by it.
  await leader.server.kill();
  while (!(await write(client)));
  const gapMs = performance.now() - killedMs;
  leader.server.launch();
  await ensemble.untilServing();
  await delay(CALM_MS);
  return gapMs;
}

/** True when the ensemble acknowledged it. */
async function write(client: EnsembleClient): Promise<boolean> {
  const reply = await client.call((session) => session.setData(PATH, 'x'));
  return reply?.error === 0;
}
