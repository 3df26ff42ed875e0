import { simulate } from '@vivarium/sim';
import { SIMULATION_CELL } from './cells.ts';
import type { Figures } from './figures.ts';

const MEMBERS = 5;
const MINUTES = 10;
/** A run with fewer client operations says nothing about what the checkers cost. */
const OPERATIONS_MIN = 1_600;
const US_PER_SECOND = 1e6;

/** Processor time of whole runs, each of another seed, in this process: the first one is for the compiler to warm up. */
export function measureSimulation(repetitions: number, figures: Figures): void {
  for (let seed = 0; seed <= repetitions; seed++) {
    const before = process.cpuUsage();
    const { status, operations } = simulate({ seed, members: MEMBERS, observers: 0, minutes: MINUTES });
    const { user, system } = process.cpuUsage(before);
    if (status !== 'passed' || operations < OPERATIONS_MIN) {
      console.error(`seed ${seed} does not count: ${status}, ${operations} operations`);
    } else if (seed > 0) figures.note(SIMULATION_CELL, 'vivarium', (user + system) / US_PER_SECOND);
  }
}
