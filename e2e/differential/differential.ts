import { isDeepStrictEqual } from 'node:util';
import { compare, show } from './compare.ts';
import { Random } from './random.ts';
import { Script, SLOTS } from './script.ts';
import { Side } from './side.ts';
import { describe, type Outcome, type Step } from './step.ts';
import { totals } from './totals.ts';

export interface DifferentialOptions {
  readonly seed: number;
  readonly ops: number;
  readonly referencePort: number;
  readonly subjectPort: number;
  readonly superCredentials: string;
  /** Differences after which it makes no sense to go on. */
  readonly maxDifferences: number;
  readonly progress: (done: number, differences: number) => void;
  /** Told every step with what the reference said, for whoever looks into a difference. */
  readonly log: (text: string, outcome: Outcome) => void;
}

export interface DifferentialResult {
  readonly steps: number;
  readonly differences: readonly string[];
  /** How often each known exception was needed. */
  readonly excepted: ReadonlyMap<string, number>;
  /** Requests by outcome, as a proof that the script reached what it should: op code and error -> count. */
  readonly coverage: ReadonlyMap<string, number>;
}

const TOTALS_EVERY = 2_000;
const CONTEXT_STEPS = 4;

/** Sends one script to two fresh servers in lock-step and compares everything that they say. */
export async function differential(options: DifferentialOptions): Promise<DifferentialResult> {
  const reference = new Side('apache', options.referencePort, SLOTS);
  const ours = new Side('ours', options.subjectPort, SLOTS);
  const script = new Script(new Random(options.seed));
  const run = new Run(reference, ours, options.log);
  let steps = 0;
  while (steps < options.ops && run.differences.length < options.maxDifferences) {
    const step = script.next();
    script.learn(step, await run.step(step, steps));
    steps++;
    if (steps % TOTALS_EVERY === 0) {
      await run.compareTotals(options.superCredentials, steps);
      options.progress(steps, run.differences.length);
    }
  }
  await run.compareTotals(options.superCredentials, steps);
  reference.close();
  ours.close();
  return { steps, differences: run.differences, excepted: run.excepted, coverage: run.coverage };
}

class Run {
  readonly differences: string[] = [];
  readonly excepted = new Map<string, number>();
  readonly coverage = new Map<string, number>();
  readonly #reference: Side;
  readonly #ours: Side;
  readonly #recent: string[] = [];
  readonly #log: DifferentialOptions['log'];

  constructor(reference: Side, ours: Side, log: DifferentialOptions['log']) {
    this.#log = log;
    this.#reference = reference;
    this.#ours = ours;
  }

  /** Performs a step on both; answers with the reference's outcome. */
  async step(step: Step, at: number): Promise<Outcome> {
    const text = describe(step);
    const perform = async (side: Side) => {
      try {
        return await side.perform(step);
      } catch (error) {
        throw new Error(`${side.name}, step ${at}, ${text}: ${String(error)}`, { cause: error });
      }
    };
    const [expected, found] = await Promise.all([perform(this.#reference), perform(this.#ours)]);
    this.#count(step, expected);
    const { equal, excepted } = compare(step, expected, found);
    for (const rule of excepted) this.excepted.set(rule, (this.excepted.get(rule) ?? 0) + 1);
    if (!equal) {
      this.differences.push(
        [
          `step ${at}: ${text}`,
          show(expected, found),
          '    before:',
          ...this.#recent.map((line) => `      ${line}`),
        ].join('\n'),
      );
      // One txn more or less would make every later step differ.
      this.#ours.alignWith(this.#reference);
    }
    this.#log(`${at}: ${text}`, expected);
    this.#recent.push(`${at}: ${text}`);
    if (this.#recent.length > CONTEXT_STEPS) this.#recent.shift();
    return expected;
  }

  #count(step: Step, outcome: Outcome): void {
    const reply = outcome.frames.at(-1) as { header?: { err?: number } } | string | undefined;
    const err = typeof reply === 'object' ? (reply.header?.err ?? '') : outcome.closed ? 'closed' : '';
    const key = `${step.kind === 'request' ? `op ${step.type}` : step.kind} ${err}`;
    this.coverage.set(key, (this.coverage.get(key) ?? 0) + 1);
  }

  async compareTotals(superCredentials: string, at: number): Promise<void> {
    const [expected, found] = await Promise.all(
      [this.#reference, this.#ours].map((side) => totals(side, superCredentials)),
    );
    const left = expected as ReadonlyMap<string, unknown>;
    const right = found as ReadonlyMap<string, unknown>;
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      if (isDeepStrictEqual(left.get(key), right.get(key))) continue;
      const show = (value: unknown) => JSON.stringify(value) ?? 'absent';
      this.differences.push(
        `after ${at} steps, ${key}\n    apache ${show(left.get(key))}\n      ours ${show(right.get(key))}`,
      );
    }
  }
}
