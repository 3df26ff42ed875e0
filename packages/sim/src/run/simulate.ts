import { EnsembleMember, LogError, Member } from '@vivarium/engine';
import { checkClientHistory, type Evidence, type Searches } from '../checkers/client-history.ts';
import { logEntries } from '../checkers/log-entries.ts';
import { hashOf } from '../checkers/reference/engine-hash.ts';
import { type Recovered, recover } from '../disk/recover.ts';
import type { MemberFactory } from '../host/member-host.ts';
import { Nemesis } from '../nemesis/nemesis.ts';
import { Prng } from '../prng/prng.ts';
import { demandLiveness } from './liveness.ts';
import { OnlineChecks } from './online-checks.ts';
import { checkSessionEnds } from './session-ends.ts';
import { type Settings, type SettingsOptions, settingsOf } from './settings.ts';
import type { Violation } from './violation.ts';
import { World } from './world.ts';

const MINUTE_US = 60_000_000;
const SETTLE_US = 1_000_000;
/** Below this a run has shown nothing. */
const OPERATIONS_PER_MINUTE_MIN = 100;
const FAULTS_PER_MINUTE_MIN = 2;

/**
 * - `passed`: nothing is broken, and there was enough traffic and trouble to say so.
 * - `violation`: a safety invariant is broken.
 * - `stuck`: after all was healed not everybody was served, or not all members were in step, in time (I31).
 * - `void`: too little happened to show anything.
 */
export type RunStatus = 'passed' | 'violation' | 'stuck' | 'void';

export interface RunResult {
  readonly settings: Settings;
  readonly status: RunStatus;
  readonly violations: readonly Violation[];
  readonly faults: Readonly<Record<string, number>>;
  /** How often members came to what is worth trying, by its name: `trunc`, `snap`, `epochEstablished`, … */
  readonly reached: Readonly<Record<string, number>>;
  readonly operations: number;
  readonly acknowledged: number;
  readonly simulatedUs: number;
  readonly searches: Searches;
  /** How often each invariant could have been found broken. */
  readonly looks: Readonly<Record<string, number>>;
  readonly traceHash: string;
}

export interface RunOptions extends SettingsOptions {
  /** Production's member by default; tests of the tester plant bugs here. */
  readonly factory?: MemberFactory;
  /** Told the settings before anything happens. */
  readonly announce?: (settings: Settings) => void;
  /** Told what clients saw, and what is known besides, before it is judged. */
  readonly hand?: (evidence: Evidence) => void;
}

/** The members of production. */
export const production: MemberFactory = ({ config, recovered, seed, ensemble }) =>
  ensemble === null
    ? new Member(config, recovered, seed)
    : new EnsembleMember(config, ensemble.peer, ensemble.epochs, recovered, seed);

/** One run, decided by its seed alone. */
export function simulate(options: RunOptions): RunResult {
  const { factory = production, announce, hand, ...wanted } = options;
  const prng = new Prng(options.seed);
  const settings = settingsOf(wanted, prng.fork());
  announce?.(settings);
  const checks = new OnlineChecks(settings.members);
  const world = new World(settings, factory, checks, prng.fork());
  const nemesis = new Nemesis(world, prng.fork());
  checks.world = world;
  world.network.tapFor = checks.tapFor;
  checks.nemesis = nemesis;
  for (const host of world.hosts) host.start();
  for (const actor of world.actors) actor.start();
  nemesis.start();
  world.schedule.run(settings.minutes * MINUTE_US);
  nemesis.heal();
  demandLiveness(world);
  world.schedule.run(world.schedule.nowUs + SETTLE_US);
  const searches = checkAll(world, checks, hand);
  return resultOf(world, nemesis, searches, checks.judge.looks);
}

function checkAll(world: World, checks: OnlineChecks, hand: RunOptions['hand']): Searches {
  const { history, settings } = world;
  const isAlone = settings.members === 1;
  const { log } = checks.ensemble;
  if (world.violations.all.length === 0) checks.quiet();
  sightTheLast(world, checks);
  // A directory may hold more than was agreed on: of such a tree nothing can be said.
  const sightings = isAlone
    ? checks.sightings
    : checks.sightings.filter(({ sid, zxid }) => log.agrees(sid, zxid));
  const entries = isAlone ? logEntries(world.host(1).directory) : log.entries();
  checkSessionEnds(history.sessions.values(), entries, checks.judge.report);
  const evidence = { history, entries, sightings, isAlone };
  hand?.(evidence);
  return checkClientHistory(evidence, checks.judge);
}

/** The tree that a member alone held when it ended, and what each would recover from its disk. */
function sightTheLast(world: World, checks: OnlineChecks): void {
  for (const host of world.hosts) {
    if (host.recovered === null) continue;
    const { sid } = host;
    const see = ({ tree, lastZxid }: Pick<Recovered, 'tree' | 'lastZxid'>, where: string): void =>
      void checks.sightings.push({ zxid: lastZxid, hash: hashOf(tree), sid, where });
    if (host.parts.peer === null) {
      const { tree } = host.recovered;
      see({ tree, lastZxid: tree.lastProcessedZxid }, 'the tree of the member at the end');
    }
    host.crash('signal');
    try {
      see(recover(host.directory), `what member ${sid} would recover at the end`);
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      checks.refused(host, error);
    }
  }
}

function resultOf(
  world: World,
  nemesis: Nemesis,
  searches: Searches,
  looks: ReadonlyMap<string, number>,
): RunResult {
  const { history, settings, schedule, violations, trace } = world;
  const operations = history.operations.length;
  const isVoid =
    history.acknowledged < OPERATIONS_PER_MINUTE_MIN * settings.minutes ||
    nemesis.faults < FAULTS_PER_MINUTE_MIN * settings.minutes ||
    searches.timeouts > 0;
  const isUnsafe = violations.all.some(({ invariant }) => invariant !== 'I31');
  const isStuck = violations.all.length > 0;
  const status = isUnsafe ? 'violation' : isStuck ? 'stuck' : isVoid ? 'void' : 'passed';
  return {
    settings,
    status,
    violations: violations.all,
    faults: Object.fromEntries(nemesis.counts),
    reached: Object.fromEntries(world.reached.counts),
    operations,
    acknowledged: history.acknowledged,
    simulatedUs: schedule.nowUs,
    searches,
    looks: Object.fromEntries(looks),
    traceHash: trace.hex,
  };
}
