import {
  Conversation,
  contradictions,
  type Ensemble,
  EnsembleLoad,
  type ServerKind,
  startEnsemble,
} from '../../harness/index.ts';
import { compileJava } from '../java-programs.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { subject } from '../subject.ts';
import { expireEphemeral } from './ensemble-expiry.ts';
import { rejoin } from './ensemble-joins.ts';
import { newComplaints, partings, tallyComplaints } from './ensemble-logs.ts';
import { pipelineSyncs } from './ensemble-pipelines.ts';
import { compareTrees, tell } from './ensemble-trees.ts';

interface Scenario {
  readonly name: string;
  /** By sid; the last one leads at first. */
  readonly voters: readonly ServerKind[];
  readonly observers: readonly ServerKind[];
}

const theirs: ServerKind = 'apache';
const ours: ServerKind = subject;

/** Apache's alone is the measure: what its logs complain of in the same script is no difference. */
const reference: Scenario = { name: '3 theirs', voters: [theirs, theirs, theirs], observers: [theirs] };

const scenarios: readonly Scenario[] = [
  { name: '3 theirs, ours observes', voters: [theirs, theirs, theirs], observers: [ours] },
  { name: '2 theirs and 1 ours, theirs leads', voters: [theirs, ours, theirs], observers: [] },
  { name: '2 theirs and 1 ours, ours leads', voters: [theirs, theirs, ours], observers: [theirs] },
  { name: '1 theirs and 2 ours, theirs leads', voters: [ours, ours, theirs], observers: [ours] },
  { name: '1 theirs and 2 ours, ours leads', voters: [theirs, ours, ours], observers: [] },
  { name: '3 ours, theirs observes', voters: [ours, ours, ours], observers: [theirs] },
];

const isRelease = process.argv.includes('--release');
const leaderKills = isRelease ? 20 : 3;

/** Our members and Apache's in one ensemble, in every mix, either leading. */
export const mixedEnsemblesSuite: Suite = { name: 'mixed ensembles', run: mixAll };

async function mixAll(report: SuiteReport): Promise<void> {
  const program = await compileJava('EnsembleScript');
  const usual = await new Mix(program, report, reference).run();
  for (const scenario of scenarios) {
    const complaints = await new Mix(program, report, scenario).run();
    const fresh = newComplaints(usual, complaints);
    const check = `${scenario.name}: Apache's logs complain of nothing that its own ensemble does not show`;
    if (fresh.length === 0) report.pass();
    else report.fail(check, fresh.join('\n'));
  }
}

/** One ensemble through the whole script. */
class Mix {
  readonly #program: readonly string[];
  readonly #report: SuiteReport;
  readonly #scenario: Scenario;

  constructor(program: readonly string[], report: SuiteReport, scenario: Scenario) {
    this.#program = program;
    this.#report = report;
    this.#scenario = scenario;
  }

  /** Resolves with what the logs of Apache's members complain of. */
  async run(): Promise<Map<string, number>> {
    const { name, voters, observers } = this.#scenario;
    const started = performance.now();
    const complaints = new Map<string, number>();
    await this.#report.check(`${name}: from start to end`, async () => {
      const ensemble = await startEnsemble({
        members: voters,
        observers,
        tickTimeMs: 500,
        label: `mixed-${voters.map((kind) => kind[0]).join('')}`,
        config: { ...config },
      });
      const client = new Conversation('java', this.#program);
      try {
        await this.#script(ensemble, client);
      } finally {
        for (const { kind, server } of ensemble.members) {
          if (kind === 'apache') tallyComplaints(server.logs(), complaints);
        }
        await client.kill();
        await ensemble.end();
      }
    });
    this.#report.note(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return complaints;
  }

  async #script(ensemble: Ensemble, client: Conversation): Promise<void> {
    const { name, voters } = this.#scenario;
    const check = (what: string, body: () => Promise<void>): Promise<void> =>
      this.#report.check(`${name}: ${what}`, body);
    await check('the voter with the largest sid leads', async () => {
      const leader = await ensemble.untilLed();
      if (leader.sid !== voters.length) throw new Error(await ensemble.describe());
    });
    const apaches = ensemble.members.filter(({ kind }) => kind === 'apache').map(({ server }) => server);
    const before = apaches.map((server) => server.logs().length);
    await check('writes through every member', () => tell(client, `writes /writes ${ensemble.address}`));
    await check('watches', () => tell(client, `watches /watches ${ensemble.address}`));
    await check('a session moves', () => tell(client, `moves /moves ${ensemble.address}`));
    await check('600 nodes through all', () => tell(client, `bulk /bulk 600 ${ensemble.address}`));
    await check('writes and syncs pipelined through all', () => pipelineSyncs(ensemble, '/pipeline'));
    await check('an ephemeral goes with its session', () => expireEphemeral(ensemble, '/expiring'));
    await check('equal trees', () =>
      compareTrees(this.#report, `${name}, after the script`, ensemble, client),
    );
    await check('no member leaves while none is killed', async () => {
      const left = apaches.flatMap((server, index) => partings(server.logs().slice(before[index])));
      if (left.length > 0) throw new Error(left.join('\n'));
    });
    await rejoin(this.#report, name, ensemble, client);
    await check('equal trees after rejoining', () =>
      compareTrees(this.#report, `${name}, rejoined`, ensemble, client),
    );
    await check('leader killed under load', () => this.#killLeaders(ensemble));
    await check('equal trees after the kills', () =>
      compareTrees(this.#report, `${name}, after the kills`, ensemble, client),
    );
  }

  async #killLeaders(ensemble: Ensemble): Promise<void> {
    const ports = ensemble.members.map((member) => member.server.port);
    const load = new EnsembleLoad({
      ports,
      sessionTimeoutMs: 10_000,
      silenceMs: 3_000,
      root: '/load',
      clients: 8,
      registers: 5,
    });
    await load.begin();
    const failoversMs: number[] = [];
    try {
      for (let kill = 0; kill < leaderKills; kill += 1) {
        await load.acknowledge(100);
        const leader = await ensemble.untilLed();
        const killedMs = performance.now();
        await leader.server.kill();
        await ensemble.untilLed();
        await load.acknowledge(1);
        failoversMs.push(Math.round(performance.now() - killedMs));
        leader.server.launch();
        await leader.untilServing();
      }
      await load.acknowledge(100);
    } finally {
      await load.end();
    }
    await ensemble.untilServing();
    await load.readAll(ports);
    const wrong = contradictions(load.history);
    this.#report.note(
      `${this.#scenario.name}: ${leaderKills} leaders killed, ${load.history.acknowledged} writes acknowledged; ` +
        `until the next leader acknowledged one: ${failoversMs.join(', ')} ms`,
    );
    if (wrong.length > 0) throw new Error(`${wrong.length} contradictions\n${wrong.slice(0, 10).join('\n')}`);
  }
}

const config: Readonly<Record<string, string>> = {
  preAllocSize: '1024',
  extendedTypesEnabled: 'true',
  maxClientCnxns: '0',
  // The super user's password is "test".
  'DigestAuthenticationProvider.superDigest': 'super:D/InIHSb7yEEbrWz8b9l71RjZJU=',
};
