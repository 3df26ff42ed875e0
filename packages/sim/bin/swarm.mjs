// `npm run sim -- --ci`: pinned and fresh seeds over all cores, with minima below which the whole is void.
import { execFileSync, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { freshRun, pinnedRuns } from './swarm-seeds.mjs';

const FRESH = 200;
/** A fresh run that was void is replaced; of more than these something is wrong with the tester. */
const REPLACED_MAX = 20;
const REPEATED = 20;
const MINIMA = { hours: 42, faults: 7500, operations: 400_000 };
const WORKER = fileURLToPath(new URL('./swarm-worker.mjs', import.meta.url));

function currentCommit() {
  const git = (...args) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    return git('rev-parse', 'HEAD').trim();
  } catch {
    return `${process.pid}.${Date.now()}`;
  }
}

export function commandOf({ seed, members, observers, minutes }) {
  return `npm run sim -- --seed ${seed} --members ${members} --observers ${observers} --minutes ${minutes}`;
}

/** Has processes of its own do the runs that `next` gives, until it gives none; `done` is told of each. */
async function spread(count, next, done) {
  const work = () =>
    new Promise((resolve, reject) => {
      const worker = fork(WORKER);
      let current = null;
      const go = () => {
        current = next();
        if (current === null) worker.disconnect();
        else worker.send(current);
      };
      worker.on('message', (result) => {
        done(current, result);
        go();
      });
      worker.on('error', reject);
      worker.on('exit', (code) => {
        if (current === null) resolve();
        else reject(new Error(`a worker ended with exit code ${code} in ${commandOf(current)}`));
      });
      go();
    });
  await Promise.all(Array.from({ length: count }, work));
}

/** Runs the swarm; `origin` decides the fresh seeds. Answers the exit code. */
export async function swarm(origin = currentCommit()) {
  const startedMs = performance.now();
  const workers = Math.max(1, availableParallelism());
  console.log(
    `Fresh seeds are those of ${origin}: npm run sim -- --ci --origin ${origin} runs the same again.`,
  );
  const sums = { hours: 0, faults: 0, operations: 0 };
  const counts = { passed: 0, failed: 0, void: 0 };
  const hashes = new Map();
  const pinned = pinnedRuns();
  let fresh = 0;
  let allowed = FRESH;
  const fail = (line) => {
    counts.failed++;
    console.log(`FAILED ${line}`);
  };
  const next = () =>
    pinned.shift() ?? (fresh < allowed ? { ...freshRun(origin, fresh++), isFresh: true } : null);
  await spread(workers, next, (run, result) => {
    const { status, violations, traceHash, elapsedMs } = result;
    if (status === 'void' && run.isFresh && allowed < FRESH + REPLACED_MAX) {
      counts.void++;
      allowed++;
      console.log(`void, another takes its place: ${commandOf(run)}`);
      return;
    }
    for (const what of Object.keys(sums)) sums[what] += result[what];
    if (status === 'passed') counts.passed++;
    else fail(`${status}: ${commandOf(run)}\n${violations.map((line) => `  ${line}`).join('\n')}`);
    if (hashes.size < REPEATED && status === 'passed') hashes.set(run, traceHash);
    const all = counts.passed + counts.failed;
    if (all % 50 === 0) console.log(`${all} runs, the last in ${(elapsedMs / 1000).toFixed(1)} s`);
  });
  const again = [...hashes.keys()];
  await spread(
    workers,
    () => again.shift() ?? null,
    (run, { traceHash }) => {
      if (traceHash === hashes.get(run)) counts.passed++;
      else fail(`ran differently in another process: ${commandOf(run)}`);
    },
  );
  for (const [what, least] of Object.entries(MINIMA)) {
    if (sums[what] < least)
      fail(`void as a whole: ${sums[what].toFixed(1)} ${what}, at least ${least} are needed`);
  }
  const elapsed = ((performance.now() - startedMs) / 1000).toFixed(0);
  console.log(
    `${sums.hours.toFixed(1)} simulated cluster-hours, ${sums.faults} faults, ${sums.operations} operations, ` +
      `${counts.void} void runs replaced, ${hashes.size} runs done twice, ${elapsed} s on ${workers} processes`,
  );
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? 0 : 2;
}
