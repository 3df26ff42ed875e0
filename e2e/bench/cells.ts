import type { Operation } from './load/job.ts';

/** What a figure means, and the ratio (ours : Apache's) that it has to reach. */
export interface Cell {
  readonly name: string;
  readonly unit: string;
  /** Which way is better; a ratio is compared with the floor accordingly. */
  readonly better: 'higher' | 'lower';
  /** Null: shown for orientation. */
  readonly floor: number | null;
  /** Ours alone, not a ratio: at most so much. */
  readonly most?: number;
  /** What of the repetitions is compared; the median when absent. */
  readonly quantile?: number;
}

export interface LoadCell extends Cell {
  readonly operation: Operation;
  readonly connections: number;
  readonly inFlight: number;
  readonly dataBytes: number;
  readonly figure: 'perSecond' | 'p50' | 'p99';
  /** Requests per second at fixed times; 0: as fast as replies come. */
  readonly ratePerSecond: number;
}

interface Shape {
  readonly operation: Operation;
  readonly connections: number;
  readonly inFlight: number;
  readonly dataBytes?: number;
}

/** Floors of a figure: of one member, and of three. */
type Floors = readonly [number | null, number | null];

type LoadCellOfBoth = Omit<LoadCell, 'floor'> & { readonly floors: Floors };

function throughput(label: string, floors: Floors, shape: Shape): LoadCellOfBoth {
  const { connections, inFlight } = shape;
  return {
    name: `${label}, ${connections} x ${inFlight}`,
    unit: '/s',
    better: 'higher',
    floors,
    figure: 'perSecond',
    ratePerSecond: 0,
    dataBytes: 100,
    ...shape,
  };
}

function latency(
  label: string,
  floors: Floors,
  shape: Shape,
  figure: 'p50' | 'p99',
  rate = 0,
): LoadCellOfBoth {
  return {
    ...throughput(label, floors, shape),
    name: label,
    unit: 'ms',
    better: 'lower',
    figure,
    ratePerSecond: rate,
  };
}

/** Cells that are one kind of request from some connections with some requests in flight on each. */
const LOAD_CELLS: readonly LoadCellOfBoth[] = [
  throughput('get', [4, 4], { operation: 'get', connections: 100, inFlight: 100 }),
  throughput('get', [4, 4], { operation: 'get', connections: 10, inFlight: 100 }),
  throughput('get', [3, 3], { operation: 'get', connections: 100, inFlight: 16 }),
  throughput('get', [0.8, 0.8], { operation: 'get', connections: 100, inFlight: 1 }),
  latency('get, 1 x 1, p50', [0.4, 0.4], { operation: 'get', connections: 1, inFlight: 1 }, 'p50'),
  throughput('set 100 B', [3, 2], { operation: 'set', connections: 100, inFlight: 16 }),
  throughput('set 100 B', [3, 2], { operation: 'set', connections: 100, inFlight: 100 }),
  throughput('set 1 KiB', [5, 3], { operation: 'set', connections: 100, inFlight: 100, dataBytes: 1024 }),
  latency('set 100 B, 1 x 1, p50', [0.6, 0.7], { operation: 'set', connections: 1, inFlight: 1 }, 'p50'),
  throughput('90/10 mix', [3, 3], { operation: 'mix', connections: 100, inFlight: 16 }),
  throughput('create', [2, 1.5], { operation: 'create', connections: 100, inFlight: 16 }),
  throughput('multi of 5 sets', [2, 1.5], { operation: 'multi', connections: 100, inFlight: 16 }),
  throughput('ephemeral create and delete', [2, 1.5], {
    operation: 'ephemeral',
    connections: 100,
    inFlight: 16,
  }),
  latency(
    '90/10 at 10,000/s, p99',
    [0.5, 0.7],
    { operation: 'mix', connections: 100, inFlight: 16 },
    'p99',
    10_000,
  ),
];

/** The cells with the floors of so many members. */
export function loadCells(members: number): LoadCell[] {
  return LOAD_CELLS.map(({ floors, ...cell }) => ({ ...cell, floor: floors[members === 1 ? 0 : 1] }));
}

function other(name: string, unit: string, better: 'higher' | 'lower', floor: number | null): Cell {
  return { name, unit, better, floor };
}

const SESSION_KIB_MAX = 20;
const SIMULATION_CPU_SECONDS_MAX = 3;

/** The cells that take more than a load: each is measured by a function in `special-cells.ts`. */
export const SPECIAL_CELLS = {
  sessions: (count: number, members: number) =>
    other(`${count} sessions opened`, '/s', 'higher', members === 1 ? 1.5 : 1),
  sessionMemory: (count: number) => ({
    ...other(`memory per idle session of ${count}`, 'KiB', 'lower', null),
    most: SESSION_KIB_MAX,
  }),
  watchers: (count: number) => other(`one change to ${count} watchers, last event`, 'ms', 'lower', 0.5),
  children: (count: number) => other(`getChildren of ${count}`, 'ms', 'lower', 0.5),
  nodesMemory: (count: number) => other(`RSS with ${count} nodes of 100 B`, 'MiB', 'lower', 0.3),
  fill: (count: number) => other(`creates while filling ${count} nodes`, '/s', 'higher', null),
  nodesStart: (count: number, members: number) =>
    other(`start to serving with ${count} nodes`, 'ms', 'lower', members === 1 ? 0.5 : 0.7),
  idle: () => other('RSS idle, empty', 'MiB', 'lower', 1.2),
  start: () => other('start to serving, empty', 'ms', 'lower', 0.5),
} as const;

/** Leader killed to the next acknowledged write; two figures of the same repetitions. */
export const FAILOVER_CELLS: readonly Cell[] = [
  { ...other('leader killed to next acknowledged write, median', 'ms', 'lower', 0.3), quantile: 0.5 },
  { ...other('leader killed to next acknowledged write, p90', 'ms', 'lower', 0.5), quantile: 0.9 },
];

/** The simulator has nobody to be compared with. */
export const SIMULATION_CELL: Cell = {
  ...other('10 simulated minutes of five members, all checkers on', 'CPU s', 'lower', null),
  most: SIMULATION_CPU_SECONDS_MAX,
};
