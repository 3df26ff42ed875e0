import type { Cell } from './cells.ts';

export type Target = 'apache' | 'vivarium';
export const TARGETS: readonly Target[] = ['apache', 'vivarium'];

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? (sorted[Math.floor(middle)] as number)
      : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  return { median, min: sorted[0] as number, max: sorted.at(-1) as number, runs: sorted.length };
}

/** All that was measured, cell by cell, in the order in which cells first came up. */
export class Figures {
  readonly #values = new Map<string, { cell: Cell; of: Record<Target, number[]> }>();

  note(cell: Cell, target: Target, value: number): void {
    let entry = this.#values.get(cell.name);
    if (entry === undefined) {
      entry = { cell, of: { apache: [], vivarium: [] } };
      this.#values.set(cell.name, entry);
    }
    entry.of[target].push(value);
  }

  /** The table, in Markdown. */
  table(): string {
    const rows = [...this.#values.values()].map(({ cell, of }) => row(cell, of));
    return [
      '| Cell | Apache 3.8.0, median (min to max) | ours, median (min to max) | ratio | floor | |',
      '|---|---|---|---|---|---|',
      ...rows,
    ].join('\n');
  }

  /** Names of the cells that are below their floor. */
  missed(): string[] {
    return [...this.#values.values()]
      .filter(({ cell, of }) => verdict(cell, of) === 'NOT REACHED')
      .map((e) => e.cell.name);
  }
}

function quantileOf(values: readonly number[], quantile: number): number {
  if (quantile === 0.5) return summarize(values).median;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * quantile) - 1)] as number;
}

function ratioOf({ quantile = 0.5 }: Cell, of: Record<Target, number[]>): number {
  return quantileOf(of.vivarium, quantile) / quantileOf(of.apache, quantile);
}

function verdict(cell: Cell, of: Record<Target, number[]>): string {
  if (of.vivarium.length === 0) return '';
  if (cell.most !== undefined) {
    return summarize(of.vivarium).median <= cell.most ? 'reached' : 'NOT REACHED';
  }
  if (of.apache.length === 0 || cell.floor === null) return '';
  const ratio = ratioOf(cell, of);
  return (cell.better === 'higher' ? ratio >= cell.floor : ratio <= cell.floor) ? 'reached' : 'NOT REACHED';
}

function floorOf({ most, unit, floor, better }: Cell): string {
  if (most !== undefined) return `<= ${most} ${unit}`;
  if (floor === null) return '';
  return `${better === 'higher' ? '>=' : '<='} ${floor}`;
}

function row(cell: Cell, of: Record<Target, number[]>): string {
  const both = of.apache.length > 0 && of.vivarium.length > 0;
  const ratio = both ? ratioOf(cell, of).toFixed(2) : '';
  const cells = [cell.name, shown(cell, of.apache), shown(cell, of.vivarium), ratio, floorOf(cell)];
  return `| ${cells.join(' | ')} | ${verdict(cell, of)} |`;
}

function shown(cell: Cell, values: readonly number[]): string {
  if (values.length === 0) return '-';
  const { min, max } = summarize(values);
  return `${figure(quantileOf(values, cell.quantile ?? 0.5))} ${cell.unit} (${figure(min)} to ${figure(max)})`;
}

function figure(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(3);
}
