import { EnsembleStage, perform, SCENARIOS, type ScenarioName, WriteBudget } from '@vivarium/scenarios';
import { type Ensemble, type ServerKind, startEnsemble } from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { reference, subject } from '../subject.ts';

/** Every scenario on three members of Apache's and on three of ours, with a member killed in the middle of each. */
export const recipesScenariosSuite: Suite = { name: 'recipes-scenarios', run };

/** Longer than an election takes on a busy machine, so that nobody but the dead loses a session. */
const SESSION_TIMEOUT_MS = 8_000;
const PLAY_DEADLINE_MS = 120_000;

async function run(report: SuiteReport): Promise<void> {
  for (const kind of new Set<ServerKind>([reference, subject])) {
    const label = `scenarios-${kind}`;
    const ensemble = await startEnsemble({ members: [kind, kind, kind], label });
    try {
      const names = Object.keys(SCENARIOS) as ScenarioName[];
      for (const [at, name] of names.entries()) {
        // By turns one that leads, and one that follows.
        const isLeader = at % 2 === 0;
        const whom = isLeader ? 'the leader' : 'a follower';
        await report.check(`${name} on three of ${kind}, ${whom} killed`, () =>
          play(ensemble, name, isLeader),
        );
      }
    } finally {
      await ensemble.end();
    }
  }
}

async function play(ensemble: Ensemble, name: ScenarioName, isLeader: boolean): Promise<void> {
  await ensemble.untilServing();
  const leader = await ensemble.untilLed();
  const victim = isLeader ? leader : ensemble.members.find((member) => member !== leader);
  if (victim === undefined) throw new Error('there is nobody to kill');
  const stage = new EnsembleStage({
    connectString: ensemble.address,
    sessionTimeoutMs: SESSION_TIMEOUT_MS,
    budget: new WriteBudget(
      1_000_000,
      () => performance.now(),
      (ms, call) => setTimeout(call, ms),
    ),
    random: Math.random,
    wallMs: Date.now,
  });
  let isKilled = false;
  const disturb = async () => {
    await victim.server.kill();
    isKilled = true;
  };
  try {
    await perform(name, `/${name}`, { stage, signal: AbortSignal.timeout(PLAY_DEADLINE_MS), disturb });
    if (!isKilled) throw new Error('the scenario was over before a member was killed');
  } finally {
    if (isKilled) victim.server.launch();
  }
}
