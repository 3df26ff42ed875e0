import type {
  DemoActorId,
  DemoPauseBody,
  DemoRemoveBody,
  DemoSwitchBody,
  DemoView,
  ScenarioId,
  ScenarioView,
} from '@vivarium/contract';
import { DEMO_WRITES_PER_SECOND_MAX } from '@vivarium/contract';
import { Demo, EnsembleStage, WriteBudget } from '@vivarium/scenarios';
import type { AuditLog } from '../audit/audit-log.ts';
import { refuse } from '../faults.ts';
import type { Author } from '../guard/author.ts';
import type { SessionAliases } from '../sessions/session-aliases.ts';
import type { Hub } from '../stream/hub.ts';
import { factView } from './fact-view.ts';
import { ScenarioRun } from './scenario-run.ts';

/** How often pages are told at most, ms. */
const TELL_MS = 500;
/** Left for what servers write by themselves: the end of sessions that expired. */
const WRITES_SPARED = 1;
const NO_DEMO: DemoView = { isAvailable: false, isPaused: false, writesPerSecond: 0, actors: [] };

export interface DemoDeskOptions {
  /** Null when the ensemble is not ours: nothing is played there. */
  readonly connectString: string | null;
  readonly hub: Hub;
  readonly audit: AuditLog;
  readonly aliases: SessionAliases;
  readonly connection: string;
  readonly wallMs: () => number;
}

/** The demo actors and the scenarios as the page switches them, each order recorded before it is carried out. */
export class DemoDesk {
  readonly #options: DemoDeskOptions;
  readonly #demo: Demo | null;
  readonly #stage: EnsembleStage | null;
  #run: ScenarioRun | null = null;
  #runs = 0;
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DemoDeskOptions) {
    this.#options = options;
    const { connectString, wallMs } = options;
    if (connectString === null) {
      this.#demo = null;
      this.#stage = null;
      return;
    }
    const budget = new WriteBudget(
      DEMO_WRITES_PER_SECOND_MAX - WRITES_SPARED,
      () => performance.now(),
      (ms, call) => setTimeout(call, ms),
    );
    const shared = { connectString, budget, random: Math.random, wallMs };
    this.#stage = new EnsembleStage({ ...shared, evenPaused: true });
    this.#demo = new Demo({
      stage: new EnsembleStage(shared),
      sweeping: this.#stage,
      budget,
      onChange: () => this.#tell(),
    });
  }

  /** Everyone begins to play, as soon as there is somebody to play to. */
  start(): void {
    this.#demo?.start();
  }

  view(): DemoView {
    const demo = this.#demo;
    if (demo === null) return NO_DEMO;
    const { aliases } = this.#options;
    return {
      isAvailable: true,
      isPaused: demo.isPaused,
      writesPerSecond: demo.writesPerSecond(),
      actors: demo.state().map(({ name, clients, roots, ...actor }) => ({
        ...actor,
        id: name,
        roots: [...roots],
        clients: clients.map(({ id, isOn, sessionId, lastFact }) => ({
          id,
          isOn,
          session: sessionId === null ? null : aliases.of(BigInt(sessionId)),
          lastFact: lastFact === null ? null : factView(lastFact),
        })),
      })),
    };
  }

  async switch({ actor, client, isOn }: DemoSwitchBody, author: Author): Promise<DemoView> {
    const about = client === null ? actor : `${actor}/${client}`;
    await this.#recorded(isOn ? 'demo on' : 'demo off', about, author, async (demo) => {
      if (!(await demo.switch(actor, client, isOn))) throw refuse('NOT_FOUND');
    });
    return this.view();
  }

  async pause({ isPaused }: DemoPauseBody, author: Author): Promise<DemoView> {
    const op = isPaused ? 'demo pause' : 'demo resume';
    await this.#recorded(op, 'all', author, async (demo) => demo.pause(isPaused));
    return this.view();
  }

  /** Resolves when the order is recorded; the stream tells when the data have gone. */
  async remove({ actor }: DemoRemoveBody, author: Author): Promise<DemoView> {
    let removing: Promise<void> = Promise.resolve();
    await this.#recorded('demo remove', actor ?? 'all', author, async (demo) => {
      if (actor === null) await this.#run?.end();
      removing = demo.remove(actor satisfies DemoActorId | null);
    });
    // What could not be deleted is there to be seen, and can be removed again.
    removing.catch(() => this.#tell());
    return this.view();
  }

  /** @throws TOO_MANY_JOBS while another one is performed */
  async perform(scenario: ScenarioId, author: Author): Promise<ScenarioView> {
    if (this.#run?.isRunning === true) throw refuse('TOO_MANY_JOBS');
    const { hub, wallMs } = this.#options;
    await this.#recorded('scenario', scenario, author, async () => {
      if (this.#stage === null) throw refuse('NOT_EMBEDDED');
      this.#runs += 1;
      this.#run = new ScenarioRun(this.#runs, scenario, this.#stage, wallMs, (run) =>
        hub.publish({ kind: 'scenario', run }),
      );
    });
    return this.scenario() as ScenarioView;
  }

  /** The one that is performed, or was last; null when none was. */
  scenario(): ScenarioView | null {
    return this.#run?.view() ?? null;
  }

  async close(): Promise<void> {
    clearTimeout(this.#telling);
    await this.#run?.end();
    await this.#demo?.close();
    clearTimeout(this.#telling);
  }

  async #recorded(
    op: string,
    about: string,
    { who, from }: Author,
    order: (demo: Demo) => Promise<void>,
  ): Promise<void> {
    const { audit, connection } = this.#options;
    const demo = this.#demo;
    if (demo === null) throw refuse('NOT_EMBEDDED');
    let record: number;
    try {
      record = await audit.beginControl({ who, from, connection, op, about, members: [], forMs: null });
    } catch {
      throw refuse('AUDIT_FAILED');
    }
    try {
      await order(demo);
    } catch (error) {
      await audit.end([[record, 'failed']]).catch(() => undefined);
      throw error;
    }
    await audit.end([[record, 'ok']]).catch(() => undefined);
  }

  #tell(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#options.hub.publish({ kind: 'demo', demo: this.view() });
    }, TELL_MS);
  }
}
