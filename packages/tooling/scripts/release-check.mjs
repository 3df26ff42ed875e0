// `npm run release-check`: what takes longer than CI may. Stops when its time is over and goes on at the next call.
import { parseArgs } from 'node:util';
import { ensureBuilt } from './steps/build.mjs';
import { ensureInstalled } from './steps/install.mjs';
import { missingFor, STAGES } from './steps/release-stages.mjs';
import { begin, currentCommit, forget, resume, save } from './steps/release-state.mjs';
import { node } from './steps/run.mjs';

const HELP = `Runs what is longer than CI: planted bugs by fresh seeds, seed ranges of the simulator, storms of hostile frames,
faults on real processes. It can be stopped at any time and goes on where it was, as long as the commit is the same.
  --for 60m      stop after so many minutes (m) or hours (h); the unit that runs is finished first
  --only TEXT    only stages whose name contains this; may be given more than once
  --restart      forget what an earlier call did
  --list         the stages and how far they are, and nothing else
Exit codes: 0 nothing failed (complete or not), 1 something failed, 2 usage.`;
const MINUTE_MS = 60_000;
const UNITS_MS = { m: MINUTE_MS, h: 60 * MINUTE_MS };

function usage(message) {
  console.error(`release-check: ${message}\n\n${HELP}`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      options: {
        for: { type: 'string' },
        only: { type: 'string', multiple: true, default: [] },
        restart: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return usage(error.message);
  }
}

function durationMs(text) {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const match = /^(\d+)([mh])$/.exec(text);
  if (match === null) usage(`--for takes minutes or hours such as 60m, not "${text}"`);
  return Number(match[1]) * UNITS_MS[match[2]];
}

function progressOf(state, { name }) {
  state.stages[name] ??= { done: 0, failures: [] };
  return state.stages[name];
}

async function runUnit(state, stage) {
  const progress = progressOf(state, stage);
  const seed = state.firstSeed + progress.done * stage.seeds;
  const args = stage.arguments(seed);
  const startedMs = performance.now();
  const seeds = stage.seeds === 0 ? 'no seed' : `seeds from ${seed}`;
  console.log(`\n== ${stage.name}, ${progress.done + 1} of ${stage.units}, ${seeds}`);
  const code = await node(args, { env: { ...process.env, ...stage.environment?.(seed) } });
  if (interrupted) return;
  progress.done++;
  if (code !== 0) progress.failures.push({ seed, code, command: `node ${args.join(' ')}` });
  console.log(`== exit code ${code} after ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  save(state);
}

function summary(state) {
  console.log(`\nCommit ${state.commit}, begun ${state.startedAt}, fresh seeds from ${state.firstSeed}`);
  let failed = 0;
  for (const stage of STAGES) {
    const { done, failures } = progressOf(state, stage);
    const missing = missingFor(stage);
    const counts = Object.entries(stage.counts).map(([what, count]) => `${what}: ${count * done}`);
    const reached =
      missing ?? `${done} of ${stage.units} units, ${failures.length} failed; ${counts.join(', ')}`;
    console.log(`- ${stage.name}: ${reached}`);
    for (const { code, command } of failures) console.log(`    exit code ${code}: ${command}`);
    failed += failures.length;
  }
  return failed;
}

/** The next unit of the stage that is least complete: whatever the time, all kinds of it were spent. */
function nextStage(state, stages) {
  const share = (stage) => progressOf(state, stage).done / stage.units;
  const open = stages.filter((stage) => share(stage) < 1);
  return open.sort((a, b) => share(a) - share(b))[0];
}

let interrupted = false;
const values = options();
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const limitMs = durationMs(values.for);
const startedMs = performance.now();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
  });
}
if (values.restart) forget();
const commit = currentCommit();
const state = resume(commit) ?? begin(commit);
if (values.list) process.exit(summary(state) === 0 ? 0 : 1);
const wanted = STAGES.filter(
  ({ name }) => values.only.length === 0 || values.only.some((each) => name.includes(each)),
);
if (wanted.length === 0) usage(`no stage's name contains ${values.only.join(' or ')}`);
await ensureInstalled();
await ensureBuilt();
save(state);
const runnable = wanted.filter((stage) => missingFor(stage) === null);
for (let stage = nextStage(state, runnable); stage !== undefined; stage = nextStage(state, runnable)) {
  if (interrupted || performance.now() - startedMs > limitMs) break;
  await runUnit(state, stage);
}
process.exit(summary(state) === 0 ? 0 : 1);
