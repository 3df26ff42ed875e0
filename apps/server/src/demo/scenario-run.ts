import type { ScenarioId, ScenarioView } from '@vivarium/contract';
import { DEMO_ROOT, FactLog, perform, removeTree, type Stage } from '@vivarium/scenarios';
import { factView } from './fact-view.ts';

const DEADLINE_MS = 180_000;
/** How often pages are told at most, ms. */
const TELL_MS = 250;

/** One performance of a scenario below a node of its own, which goes with it. */
export class ScenarioRun {
  readonly #scenario: ScenarioId;
  readonly #id: number;
  readonly #root: string;
  readonly #startedAtMs: number;
  readonly #log: FactLog;
  readonly #stage: Stage;
  readonly #onChange: (view: ScenarioView) => void;
  readonly #ending = new AbortController();
  readonly #over: Promise<void>;
  #state: ScenarioView['state'] = 'running';
  #failure: string | null = null;
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    id: number,
    scenario: ScenarioId,
    stage: Stage,
    wallMs: () => number,
    onChange: (view: ScenarioView) => void,
  ) {
    this.#id = id;
    this.#scenario = scenario;
    this.#stage = stage;
    this.#onChange = onChange;
    this.#startedAtMs = wallMs();
    // Names of an earlier run of the server must not be met again.
    this.#root = `${DEMO_ROOT}/scenarios/${scenario}-${this.#startedAtMs.toString(36)}`;
    this.#log = new FactLog(wallMs);
    this.#log.subscribe(() => this.#tell());
    this.#over = this.#perform();
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  view(): ScenarioView {
    return {
      id: this.#id,
      scenario: this.#scenario,
      root: this.#root,
      startedAtMs: this.#startedAtMs,
      state: this.#state,
      failure: this.#failure,
      facts: this.#log.facts.map(factView),
    };
  }

  async end(): Promise<void> {
    this.#ending.abort(new Error('The dashboard was closed.'));
    await this.#over;
    clearTimeout(this.#telling);
  }

  async #perform(): Promise<void> {
    const signal = AbortSignal.any([this.#ending.signal, AbortSignal.timeout(DEADLINE_MS)]);
    try {
      await perform(this.#scenario, this.#root, { stage: this.#stage, signal, log: this.#log });
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    }
    // What cannot be swept now is below the demo's root, and goes with its data.
    if (!this.#ending.signal.aborted) await this.#sweep().catch(() => undefined);
    this.#state = this.#failure === null ? 'done' : 'failed';
    this.#tell();
  }

  async #sweep(): Promise<void> {
    const performer = await this.#stage.enter('sweeper', this.#ending.signal);
    try {
      await removeTree(performer.client, this.#root);
    } finally {
      await performer.leave();
    }
  }

  #tell(): void {
    if (this.#ending.signal.aborted) return;
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#onChange(this.view());
    }, TELL_MS);
  }
}
