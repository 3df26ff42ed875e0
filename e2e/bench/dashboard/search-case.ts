import { setTimeout as delay } from 'node:timers/promises';
import { ms, type Outcomes, quantile, spread } from './outcome.ts';
import type { Stage } from './stage.ts';

const FIRST_HIT_MS = 200;
const NO_HIT_MS = 2_000;
const LOOK_MS = 5;

interface Job {
  readonly id: string;
  readonly endedAtMs: number | null;
  readonly state: string;
}

/** Asks as the page does: by its routes, with its session. */
async function call<T>({ vivarium }: Stage, path: string, body?: unknown): Promise<T> {
  const headers = {
    cookie: vivarium.cookieHeader(),
    origin: vivarium.origin,
    'content-type': 'application/json',
  };
  const answer = await fetch(`${vivarium.origin}${path}`, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** From the question until `isDone` says so, ms. */
async function search(
  stage: Stage,
  query: string,
  isDone: (id: string) => Promise<boolean>,
): Promise<number> {
  const startedMs = performance.now();
  const body = { under: '/', query, in: ['name', 'data'], as: 'text', matchCase: false };
  const { job } = await call<{ job: Job }>(stage, '/api/bulk/search', body);
  while (!(await isDone(job.id))) await delay(LOOK_MS);
  const tookMs = performance.now() - startedMs;
  await untilEnded(stage, job.id);
  return tookMs;
}

async function hasEnded(stage: Stage, id: string): Promise<boolean> {
  const { job } = await call<{ job: Job }>(stage, `/api/jobs/one?id=${id}`);
  if (job.state === 'failed') throw new Error(`the search failed: ${JSON.stringify(job)}`);
  return job.endedAtMs !== null;
}

async function untilEnded(stage: Stage, id: string): Promise<void> {
  while (!(await hasEnded(stage, id))) await delay(LOOK_MS);
}

/** Names and data of all znodes that were made until now. */
export async function measureSearch(
  stage: Stage,
  nodes: number,
  repetitions: number,
  outcomes: Outcomes,
): Promise<void> {
  const first: number[] = [];
  const none: number[] = [];
  for (let at = 0; at < repetitions; at += 1) {
    const hit = async (id: string): Promise<boolean> => {
      const { items } = await call<{ items: unknown[] }>(stage, `/api/jobs/items?id=${id}&from=0`);
      return items.length > 0;
    };
    first.push(await search(stage, `00${at}421`, hit));
    none.push(await search(stage, 'found nowhere', (id) => hasEnded(stage, id)));
  }
  const name = `${nodes.toLocaleString('en-US')} znodes`;
  outcomes.add({
    name: `${name}, first search hit`,
    reach: `<= ${FIRST_HIT_MS} ms`,
    figure: spread(first),
    isReached: quantile(first, 0.5) <= FIRST_HIT_MS,
  });
  outcomes.add({
    name: `${name}, search without hit over names and data`,
    reach: `<= ${ms(NO_HIT_MS)}`,
    figure: spread(none),
    isReached: quantile(none, 0.5) <= NO_HIT_MS,
  });
}
