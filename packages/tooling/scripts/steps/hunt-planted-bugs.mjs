// Fresh seeds against each planted bug: how many it takes until a run breaks an invariant that names the bug. Runs from
// source, under tsx, a process for each bug.
// node --conditions=@vivarium/source --import tsx hunt-planted-bugs.mjs FIRST_SEED MOST_SEEDS
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { simulate } from '@vivarium/sim';
import { node } from './run.mjs';

const { PLANTED_BUGS, PLANTED_MINUTES } = await import(
  new URL('../../../sim/test/planted-bugs.ts', import.meta.url).href
);
const [first, most, only] = process.argv.slice(2).map(Number);

/** Answers whether the bug was found. */
function hunt({ name, factory, members, breaks }) {
  for (let tried = 1; tried <= most; tried++) {
    const seed = first + tried - 1;
    const { violations } = simulate({ seed, members, observers: 0, minutes: PLANTED_MINUTES, factory });
    const named = violations.find(({ invariant }) => breaks.includes(invariant));
    if (named === undefined) continue;
    console.log(
      `a member of ${members} that ${name}: found by seed ${seed}, the ${tried}. that was tried, as ${named.invariant}`,
    );
    return true;
  }
  console.log(`a member of ${members} that ${name}: NOT FOUND by seeds ${first}..${first + most - 1}`);
  return false;
}

if (only !== undefined) process.exit(hunt(PLANTED_BUGS[only]) ? 0 : 1);

let next = 0;
let found = 0;
async function work() {
  while (next < PLANTED_BUGS.length) {
    const bug = `${next++}`;
    const args = [...process.execArgv, fileURLToPath(import.meta.url), `${first}`, `${most}`, bug];
    if ((await node(args)) === 0) found++;
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(`${found} of ${PLANTED_BUGS.length} planted bugs found`);
process.exit(found === PLANTED_BUGS.length ? 0 : 1);
