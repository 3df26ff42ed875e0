#!/usr/bin/env node
import { FAULT_KINDS, INVARIANTS, simulate } from '@vivarium/sim';
import { swarm } from './swarm.mjs';

const USAGE = `usage: npm run sim -- [--seed N | --seeds A..B] [--minutes M] [--members 1|3|5] [--observers N] [--twice] [--verbose]
       npm run sim -- --ci [--origin TEXT]

Runs the member's own code under a seeded simulator: equal seeds give equal runs. With --ci it runs 50 pinned seeds and
200 fresh ones that follow from the commit, or from TEXT, on all cores.
Exit codes: 0 passed, 1 usage, 2 an invariant is broken, 3 not live after healing, 4 the tester itself fell, 5 void.`;
const EXIT = { passed: 0, violation: 2, stuck: 3, void: 5 };
const FELL = 4;

function fail(message) {
  console.error(`sim: ${message}\n\n${USAGE}`);
  process.exit(1);
}

function integer(name, text, least) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    fail(`${name} takes a whole number from ${least} on, not "${text}"`);
  return value;
}

function parse(args) {
  const options = { from: 1, to: 1, minutes: 10, members: 1, observers: 0, twice: false, verbose: false };
  for (let at = 0; at < args.length; at++) {
    const name = args[at];
    if (name === '--help') {
      console.log(USAGE);
      process.exit(0);
    } else if (name === '--verbose' || name === '--twice') options[name.slice(2)] = true;
    else if (name === '--seed') options.from = options.to = integer(name, args[++at], 0);
    else if (name === '--seeds') {
      const match = /^(\d+)\.\.(\d+)$/.exec(args[++at] ?? '');
      if (match === null) fail('--seeds takes a range such as 1..200');
      options.from = Number(match[1]);
      options.to = Number(match[2]);
    } else if (name === '--minutes') options.minutes = integer(name, args[++at], 1);
    else if (name === '--members') options.members = integer(name, args[++at], 1);
    else if (name === '--observers') options.observers = integer(name, args[++at], 0);
    else fail(`there is no option ${name}`);
  }
  if (options.to < options.from) fail('--seeds takes a range that does not end before it starts');
  return options;
}

if (process.argv[2] === '--ci') {
  const [, , , name, origin, ...rest] = process.argv;
  if (rest.length > 0 || (name !== undefined && (name !== '--origin' || !origin)))
    fail('--ci takes only --origin TEXT');
  process.exit(await swarm(origin));
}
const options = parse(process.argv.slice(2));
const { minutes, members, observers, verbose } = options;
const sums = { passed: 0, violation: 0, stuck: 0, void: 0, fell: 0, operations: 0, faults: 0, hours: 0 };
let worst = 0;

function describe(settings) {
  const on = FAULT_KINDS.filter((kind) => settings.faults[kind] > 0).map(
    (kind) => `${kind}:${settings.faults[kind]}`,
  );
  console.log(`seed ${settings.seed}  ${JSON.stringify({ ...settings, faults: on.join(' ') })}`);
}

for (let seed = options.from; seed <= options.to; seed++) {
  const startedMs = performance.now();
  let result;
  try {
    const wanted = {
      seed,
      minutes,
      members,
      observers,
      announce: verbose || options.from === options.to ? describe : undefined,
    };
    if (wanted.announce === undefined) delete wanted.announce;
    result = simulate(wanted);
    if (options.twice) {
      const again = simulate({ seed, minutes, members, observers });
      if (again.traceHash !== result.traceHash)
        throw new Error(`seed ${seed} ran differently the second time`);
    }
  } catch (error) {
    console.error(`seed ${seed}  the tester fell: ${error.stack}`);
    sums.fell++;
    worst = FELL;
    continue;
  }
  const faults = Object.values(result.faults).reduce((sum, each) => sum + each, 0);
  sums[result.status]++;
  sums.operations += result.operations;
  sums.faults += faults;
  sums.hours += result.simulatedUs / 3.6e9;
  const elapsed = ((performance.now() - startedMs) / 1000).toFixed(2);
  console.log(
    `seed ${seed}  ${result.status}  ${result.operations} operations (${result.acknowledged} answered), ` +
      `${faults} faults, ${result.searches.keys} registers searched, ${elapsed} s, trace ${result.traceHash}`,
  );
  if (verbose)
    console.log(`  faults: ${JSON.stringify(result.faults)}\n  reached: ${JSON.stringify(result.reached)}`);
  for (const { invariant, atUs, message } of result.violations) {
    console.log(`  ${invariant} (${INVARIANTS[invariant]}) at ${(atUs / 1e6).toFixed(3)} s: ${message}`);
  }
  if (worst === 0) worst = EXIT[result.status];
}
console.log(
  `${sums.passed} passed, ${sums.violation} with violations, ${sums.stuck} stuck, ${sums.void} void, ${sums.fell} fell; ` +
    `${sums.hours.toFixed(1)} simulated hours, ${sums.faults} faults, ${sums.operations} operations`,
);
process.exit(worst);
