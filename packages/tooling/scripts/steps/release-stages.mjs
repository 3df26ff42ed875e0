// What is longer than CI. A stage is done in units, each a command of a few minutes with seeds of its own, so that a check
// can stop between any two and go on later.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bin, root } from './run.mjs';

const FROM_SOURCE = ['--conditions=@vivarium/source', '--import', 'tsx'];
const HERE = 'packages/tooling/scripts/steps';

function sim(members, observers, seedsPerUnit) {
  return (seed) => [
    'packages/sim/bin/sim.mjs',
    '--seeds',
    `${seed}..${seed + seedsPerUnit - 1}`,
    '--members',
    `${members}`,
    '--observers',
    `${observers}`,
  ];
}

function interop(suite) {
  return () => [...FROM_SOURCE, 'e2e/interop/run.ts', suite, '--release'];
}

const STORM_FRAMES = 500_000;
const HUNT_SEEDS = 600;

function storm(file) {
  return () => [
    bin('vitest/vitest.mjs'),
    'run',
    '--config',
    'packages/tooling/vitest.config.ts',
    `packages/engine/test/fuzz/${file}`,
  ];
}

/**
 * `units`: how many make the stage complete; `seeds`: how many each unit uses up; `counts`: what one unit comes to.
 * `arguments` are those of node.
 */
export const STAGES = [
  {
    name: 'planted bugs',
    units: 1,
    seeds: HUNT_SEEDS,
    counts: { 'seeds at most for each planted bug': HUNT_SEEDS },
    needs: 'packages/sim/test/planted-bugs.ts',
    arguments: (seed) => [...FROM_SOURCE, `${HERE}/hunt-planted-bugs.mjs`, `${seed}`, `${HUNT_SEEDS}`],
  },
  {
    name: 'simulator, one member',
    units: 50,
    seeds: 20,
    counts: { 'simulated runs of 10 minutes': 20 },
    arguments: sim(1, 0, 20),
  },
  {
    name: 'simulator, three members',
    units: 250,
    seeds: 20,
    counts: { 'simulated runs of 10 minutes': 20 },
    arguments: sim(3, 0, 20),
  },
  {
    name: 'simulator, five members and an observer',
    units: 100,
    seeds: 10,
    counts: { 'simulated runs of 10 minutes': 10 },
    arguments: sim(5, 1, 10),
  },
  {
    name: 'hostile strangers on the ports between members',
    units: 5,
    seeds: STORM_FRAMES,
    counts: { 'hostile frames': STORM_FRAMES },
    environment: (seed) => ({ VIVARIUM_STORM_SEED: `${seed}`, VIVARIUM_STORM_FRAMES: `${STORM_FRAMES}` }),
    arguments: storm('quorum-strangers'),
  },
  {
    name: 'impostors around a member',
    units: 5,
    seeds: STORM_FRAMES,
    counts: { 'hostile frames': STORM_FRAMES },
    environment: (seed) => ({ VIVARIUM_STORM_SEED: `${seed}`, VIVARIUM_STORM_FRAMES: `${STORM_FRAMES}` }),
    arguments: storm('quorum-impostors'),
  },
  {
    name: 'hostile frames on a server of its own',
    units: 10,
    seeds: 1,
    counts: { 'hostile frames': STORM_FRAMES },
    arguments: (seed) => [
      ...FROM_SOURCE,
      'e2e/fuzz/run.ts',
      '--seed',
      `${seed}`,
      '--frames',
      `${STORM_FRAMES}`,
    ],
  },
  {
    name: 'real processes, faults under load',
    units: 1,
    seeds: 0,
    counts: { 'faults at least': 600, 'operations at least': 3_000_000 },
    arguments: interop('ensemble faults'),
  },
  {
    name: 'mixed ensembles, leaders killed',
    units: 1,
    seeds: 0,
    counts: { 'leaders killed in each mix': 20 },
    arguments: interop('mixed ensembles'),
  },
  {
    name: 'kill -9 of one server',
    units: 5,
    seeds: 0,
    counts: { kills: 60, 'acknowledged writes at least': 100_000 },
    arguments: interop('kill -9'),
  },
];

/** Why a stage cannot be run on this tree, or null. */
export function missingFor({ needs }) {
  return needs === undefined || existsSync(join(root, needs)) ? null : `${needs} is not here`;
}
