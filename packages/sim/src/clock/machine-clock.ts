import type { Instant } from '@vivarium/engine';

const WALL_START_MS = 1_700_000_000_000;
const MILLION = 1_000_000;

/** One machine's idea of the time: it runs too fast or too slow, and its wall clock jumps. */
export class MachineClock {
  private readonly driftPpm: number;
  private readonly bootMs: number;
  private wallOffsetMs = 0;

  /** `bootMs`: what the monotonic clock shows when the run begins. */
  constructor(driftPpm: number, bootMs: number) {
    this.driftPpm = driftPpm;
    this.bootMs = bootMs;
  }

  at(trueUs: number): Instant {
    const elapsedMs = Math.floor((trueUs + Math.floor((trueUs / MILLION) * this.driftPpm)) / 1000);
    return {
      monotonicMs: this.bootMs + elapsedMs,
      wallMs: WALL_START_MS + elapsedMs + this.wallOffsetMs,
    };
  }

  /** Someone sets the wall clock. */
  jump(ms: number): void {
    this.wallOffsetMs += ms;
  }
}
