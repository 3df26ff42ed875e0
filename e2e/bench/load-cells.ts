import { measureAlone } from './alone.ts';
import type { LoadCell } from './cells.ts';
import { type Figures, TARGETS } from './figures.ts';
import type { Generators } from './generators.ts';
import type { LoadJob } from './load/job.ts';
import { LoadConnection } from './load/load-connection.ts';
import { createFrame, KEY_PARENT, KEYS, keyPath } from './load/requests.ts';
import type { Subject, Subjects } from './subject.ts';

export interface Timing {
  readonly repetitions: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** Creates the znodes that gets and sets go to. */
export async function prepareKeys(subject: Subject): Promise<void> {
  const connection = await LoadConnection.open(subject.ports[0] as number, 1);
  await connection.ask(createFrame(KEY_PARENT, null));
  const data = new Uint8Array(100).fill(120);
  for (let key = 0; key < KEYS; key++) await connection.ask(createFrame(keyPath(key), data));
  connection.destroy();
}

/** Splits a cell's connections over the generators, evenly. */
function jobsOf(
  cell: LoadCell,
  ports: readonly number[],
  generators: number,
  timing: Timing,
  run: number,
): LoadJob[] {
  const count = Math.min(generators, cell.connections);
  return Array.from({ length: count }, (_, at) => ({
    kind: 'load',
    // A generator whose connections are few begins with another member.
    ports: [...ports.slice(at % ports.length), ...ports.slice(0, at % ports.length)],
    connections: Math.floor(cell.connections / count) + (at < cell.connections % count ? 1 : 0),
    inFlight: cell.inFlight,
    operation: cell.operation,
    dataBytes: cell.dataBytes,
    warmUpMs: timing.warmUpMs,
    durationMs: timing.durationMs,
    ratePerSecond: cell.ratePerSecond / count,
    label: `r${run}g${at}`,
  }));
}

let runs = 0;

/** Measures one cell on both servers in turn: A B A B. */
export async function measureLoadCell(
  cell: LoadCell,
  subjects: Subjects,
  generators: Generators,
  timing: Timing,
  figures: Figures,
): Promise<void> {
  for (let repetition = 0; repetition < timing.repetitions; repetition++) {
    for (const target of TARGETS) {
      if (cell.connections * cell.inFlight === 1) {
        const { operation, dataBytes } = cell;
        const { warmUpMs, durationMs } = timing;
        const job = { operation, dataBytes, warmUpMs, durationMs };
        const histogram = await measureAlone(subjects[target].ports[0] as number, job);
        figures.note(cell, target, histogram.quantileMs(0.5));
        continue;
      }
      const result = await generators.run(
        jobsOf(cell, subjects[target].ports, generators.count, timing, ++runs),
      );
      if (cell.figure === 'perSecond') figures.note(cell, target, result.perSecond);
      else figures.note(cell, target, result.histogram.quantileMs(cell.figure === 'p50' ? 0.5 : 0.99));
    }
  }
}
