import { setTimeout as delay } from 'node:timers/promises';
import {
  contradictions,
  type Ensemble,
  EnsembleLoad,
  type EnsembleMember,
  History,
  startEnsemble,
} from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { subject } from '../subject.ts';

const isRelease = process.argv.includes('--release');
const leastFaults = isRelease ? 600 : 20;
const leastOperations = isRelease ? 3_000_000 : 50_000;
const wholeKills = isRelease ? 60 : 6;
/** A run that does not get there in time is void. */
const latestMs = isRelease ? 3_600_000 : 170_000;

const tickTimeMs = 500;
/** A leader that hears nobody leaves after syncLimit ticks, and so does a follower. */
const untilNoticedMs = 5 * tickTimeMs;

/** kill -9, SIGSTOP and partitions under load, on real processes; every reply is checked against all the others. */
export const ensembleFaultsSuite: Suite = { name: 'ensemble faults', run: injectFaults };

interface Injected {
  readonly kind: string;
  readonly atMs: number;
  /** Whether the ensemble has to find another leader. */
  readonly endsLeader: boolean;
}

async function injectFaults(report: SuiteReport): Promise<void> {
  await report.check('the checker finds what is planted', async () => proveChecker());
  const ensemble = await startEnsemble({
    members: [subject, subject, subject],
    tickTimeMs,
    proxied: true,
    label: 'faults',
    config: { maxClientCnxns: '0', preAllocSize: '4096', snapCount: '5000' },
  });
  const ports = ensemble.members.map((member) => member.server.port);
  const load = new EnsembleLoad({
    ports,
    sessionTimeoutMs: 10_000,
    silenceMs: 3_000,
    root: '/faults',
    clients: 24,
    registers: 12,
  });
  const injected: Injected[] = [];
  const recoveriesMs: number[] = [];
  try {
    await report.check('faults under load', async () => {
      await load.begin();
      await new Nemesis(ensemble, load, injected).run();
      for (let kill = 0; kill < wholeKills; kill += 1) {
        recoveriesMs.push(await killAll(ensemble, load, injected));
      }
    });
    await load.end();
    await report.check('every member serves at the end', () => ensemble.untilServing());
    await report.check('every register is read on every member', () => load.readAll(ports));
    await report.check('the history has no contradiction', async () => {
      const wrong = contradictions(load.history);
      if (wrong.length > 0) throw new Error(`${wrong.length} in all\n${wrong.slice(0, 20).join('\n')}`);
    });
    await report.check('enough happened', async () => {
      const { operations } = load.history;
      if (injected.length >= leastFaults && operations >= leastOperations) return;
      throw new Error(`void: ${injected.length} faults, ${operations} operations`);
    });
    summarise(report, load, injected, recoveriesMs);
  } finally {
    await load.end(0);
    await ensemble.end();
  }
}

/** Chooses faults by turns; after each, everything is healed and every member has to serve again. */
class Nemesis {
  readonly #ensemble: Ensemble;
  readonly #load: EnsembleLoad;
  readonly #injected: Injected[];
  readonly #startedMs = performance.now();

  constructor(ensemble: Ensemble, load: EnsembleLoad, injected: Injected[]) {
    this.#ensemble = ensemble;
    this.#load = load;
    this.#injected = injected;
  }

  async run(): Promise<void> {
    const faults: readonly [string, boolean, (leader: EnsembleMember) => Promise<void>][] = [
      ['leader killed', true, (leader) => this.#killed(leader)],
      ['follower paused', false, (leader) => this.#paused(this.#follower(leader), tickTimeMs)],
      ['leader cut off', true, (leader) => this.#cutOff(leader)],
      ['follower killed', false, (leader) => this.#killed(this.#follower(leader))],
      ['leader paused', true, (leader) => this.#paused(leader, untilNoticedMs + 2 * tickTimeMs)],
      ['links slow', false, () => this.#slow()],
      ['leader isolated', true, (leader) => this.#isolated(leader)],
      ['followers cut from each other', false, (leader) => this.#bridge(leader)],
      ['leader not heard', true, (leader) => this.#oneWay(leader)],
      ['follower isolated', false, (leader) => this.#isolated(this.#follower(leader))],
    ];
    for (let turn = 0; !this.#isEnough(); turn += 1) {
      const leader = await this.#ensemble.untilLed();
      const [kind, endsLeader, inflict] = faults[turn % faults.length]!;
      this.#injected.push({ kind, atMs: performance.now(), endsLeader });
      await inflict(leader);
      this.#ensemble.links!.heal();
      await this.#ensemble.untilServing();
      await this.#load.acknowledge(50);
    }
  }

  #isEnough(): boolean {
    const isLate = performance.now() - this.#startedMs > latestMs;
    const { operations } = this.#load.history;
    return isLate || (this.#injected.length >= leastFaults && operations >= leastOperations);
  }

  #follower(leader: EnsembleMember): EnsembleMember {
    const followers = this.#ensemble.members.filter((member) => member !== leader);
    return followers[this.#injected.length % followers.length]!;
  }

  #others(member: EnsembleMember): EnsembleMember[] {
    return this.#ensemble.members.filter((other) => other !== member);
  }

  async #killed(member: EnsembleMember): Promise<void> {
    await member.server.kill();
    await this.#load.acknowledge(50);
    member.server.launch();
  }

  async #paused(member: EnsembleMember, forMs: number): Promise<void> {
    member.server.pause();
    await delay(forMs);
    member.server.resume();
  }

  /** Connections are reset and refused. */
  async #cutOff(member: EnsembleMember): Promise<void> {
    for (const other of this.#others(member)) this.#ensemble.links!.cut(member.sid, other.sid);
    await this.#load.acknowledge(100);
  }

  /** Nothing passes and nothing is reset. */
  async #isolated(member: EnsembleMember): Promise<void> {
    for (const other of this.#others(member)) {
      this.#ensemble.links!.stall(member.sid, other.sid);
      this.#ensemble.links!.stall(other.sid, member.sid);
    }
    await delay(untilNoticedMs + 2 * tickTimeMs);
  }

  /** The member hears the others, and they do not hear it. */
  async #oneWay(member: EnsembleMember): Promise<void> {
    for (const other of this.#others(member)) this.#ensemble.links!.stall(member.sid, other.sid);
    await delay(untilNoticedMs + 2 * tickTimeMs);
  }

  async #bridge(leader: EnsembleMember): Promise<void> {
    const [one, other] = this.#others(leader);
    this.#ensemble.links!.cut(one!.sid, other!.sid);
    await delay(2 * tickTimeMs);
  }

  async #slow(): Promise<void> {
    for (const from of this.#ensemble.members) {
      for (const to of this.#others(from)) this.#ensemble.links!.delay(from.sid, to.sid, 30);
    }
    await delay(2 * tickTimeMs);
  }
}

/** kill -9 of all members in the same moment; resolves with the milliseconds from their start until all serve. */
async function killAll(ensemble: Ensemble, load: EnsembleLoad, injected: Injected[]): Promise<number> {
  await load.acknowledge(200);
  injected.push({ kind: 'all killed', atMs: performance.now(), endsLeader: true });
  await Promise.all(ensemble.members.map((member) => member.server.kill()));
  const started = performance.now();
  for (const member of ensemble.members) member.server.launch();
  await ensemble.untilServing();
  return performance.now() - started;
}

function summarise(
  report: SuiteReport,
  load: EnsembleLoad,
  injected: readonly Injected[],
  recoveriesMs: readonly number[],
): void {
  const { history, expiries, reconnects } = load;
  const unknown = history.writes.filter((write) => write.outcome === undefined).length;
  report.note(
    `${history.operations} operations, ${history.acknowledged} writes acknowledged, ${unknown} without a reply, ` +
      `${injected.length} faults, ${reconnects} reconnects, ${expiries} sessions expired`,
  );
  report.note(`all killed, until all serve again: ${spread(recoveriesMs)}`);
  const kinds = new Set(injected.map((fault) => fault.kind));
  for (const kind of kinds) {
    const times = injected
      .filter((fault) => fault.kind === kind)
      .map((fault) => untilNextMs(history, fault.atMs));
    report.note(`${kind}: ${times.length} times, until the next acknowledged write: ${spread(times)}`);
  }
}

/** From a moment to the first reply to a write that was asked for after it. */
function untilNextMs(history: History, atMs: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { invokedMs, returnedMs, outcome } of history.writes) {
    if (outcome?.error === 0 && invokedMs >= atMs) next = Math.min(next, returnedMs);
  }
  return next - atMs;
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b).map(Math.round);
  return `min ${sorted[0]} ms, median ${sorted[sorted.length >> 1]} ms, max ${sorted[sorted.length - 1]} ms`;
}

/** A checker that finds nothing proves nothing: a lost write, a stale read and a reordering have to be found. */
function proveChecker(): void {
  const write = { client: 0, register: '/r', expected: undefined };
  const read = { client: 1, register: '/r', syncedMs: undefined };
  const first = {
    ...write,
    value: 'a',
    invokedMs: 1,
    returnedMs: 2,
    outcome: { zxid: 10n, error: 0, version: 1 },
  };
  const second = {
    ...write,
    value: 'b',
    invokedMs: 3,
    returnedMs: 4,
    outcome: { zxid: 11n, error: 0, version: 2 },
  };
  const good = { ...read, invokedMs: 5, returnedMs: 6, zxid: 12n, value: 'b', version: 2, mzxid: 11n };
  const planted: readonly [string, History['writes'], History['reads'], boolean][] = [
    ['nothing', [first, second], [good], false],
    ['a lost write', [first, second], [{ ...good, value: 'a', version: 1, mzxid: 10n }], true],
    [
      'a stale read after a sync',
      [first, second],
      [{ ...good, zxid: 10n, value: 'a', version: 1, mzxid: 10n, syncedMs: 5 }],
      true,
    ],
    ['a value from nowhere', [first, second], [{ ...good, value: 'c' }], true],
    [
      'two writes out of order',
      [{ ...first, outcome: { zxid: 12n, error: 0, version: 3 } }, second],
      [],
      true,
    ],
    ['a version twice', [first, { ...second, outcome: { zxid: 11n, error: 0, version: 1 } }], [], true],
    ['a client back in time', [first, second], [good, { ...good, invokedMs: 7, zxid: 11n }], true],
  ];
  for (const [what, writes, reads, isWrong] of planted) {
    const history = new History();
    history.writes.push(...writes);
    history.reads.push(...reads);
    const found = contradictions(history);
    if (found.length > 0 !== isWrong) throw new Error(`${what}: ${found.length} contradictions ${found}`);
  }
}
