import { summarize } from '../figures.ts';

/** One line of the table. */
export interface Outcome {
  readonly name: string;
  readonly reach: string;
  readonly figure: string;
  /** Null: there is no floor. */
  readonly isReached: boolean | null;
}

/** Prints a case as soon as it is measured, and all of them as a table at the end. */
export class Outcomes {
  readonly #all: Outcome[] = [];

  add(outcome: Outcome): void {
    this.#all.push(outcome);
    console.error(`${outcome.name}: ${outcome.figure}${verdictOf(outcome)}`);
  }

  table(): string {
    const lines = this.#all.map(
      (each) => `| ${each.name} | ${each.reach} | ${each.figure} | ${verdictOf(each).slice(2)} |`,
    );
    return ['| Case | to reach | measured | |', '|---|---|---|---|', ...lines].join('\n');
  }

  missed(): string[] {
    return this.#all.filter(({ isReached }) => isReached === false).map(({ name }) => name);
  }
}

function verdictOf({ isReached }: Outcome): string {
  return isReached === null ? '' : isReached ? ', reached' : ', NOT REACHED';
}

export function ms(value: number): string {
  return value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(2)} s`;
}

/** Median with minimum and maximum, of times in ms. */
export function spread(values: readonly number[]): string {
  const { median, min, max } = summarize(values);
  return values.length === 1 ? ms(median) : `${ms(median)} (${ms(min)} to ${ms(max)})`;
}

/** The smallest value that so many (0 to 1) of all values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const FRAME_MS_MAX = 50;

/** Frames as a person feels them: the 99th percentile, and how many were longer than what may be. */
export function framesText(gapsMs: readonly number[]): string {
  const longer = gapsMs.filter((gap) => gap > FRAME_MS_MAX);
  const worst =
    longer.length === 0
      ? ''
      : `, ${longer.length} of ${gapsMs.length} longer than 50 ms, worst ${ms(Math.max(...longer))}`;
  return `frames p99 ${ms(quantile(gapsMs, 0.99))}${worst}`;
}
