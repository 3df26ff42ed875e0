import type { Prng } from '../prng/prng.ts';

export interface DiskOptions {
  /** What the disk writes whole or not at all: 512 or 4096. */
  readonly sectorBytes: number;
  /** Zeros ahead of the records; 0 = the file grows with them. */
  readonly preAllocBytes: number;
  /** A sync takes this to twice this. */
  readonly syncUs: number;
}

/** How one machine's disk behaves now; the nemesis turns these. Times in microseconds of true time. */
export class DiskFaults {
  readonly sectorBytes: number;
  readonly preAllocBytes: number;
  /** Decides what of the unsynced writes a loss of power leaves. */
  readonly crashPrng: Prng;
  private readonly prng: Prng;
  private readonly syncUs: number;
  /** No sync ends before this. */
  stalledUntilUs = 0;
  /** The next sync reports an error. */
  failsNext = false;
  /** No room for anything new. */
  isFull = false;
  private powerLoss: { syncsLeft: number; readonly lose: () => void } | null = null;

  constructor(prng: Prng, options: DiskOptions) {
    this.prng = prng;
    this.crashPrng = prng.fork();
    this.sectorBytes = options.sectorBytes;
    this.preAllocBytes = options.preAllocBytes;
    this.syncUs = options.syncUs;
  }

  /** When a sync that begins now ends. */
  syncEnd(nowUs: number): number {
    const usual = nowUs + this.syncUs + this.prng.below(this.syncUs);
    // One in a hundred waits for the disk's own housekeeping.
    const slowUs = this.prng.chance(1, 100) ? this.syncUs * 20 : 0;
    return Math.max(usual + slowUs, this.stalledUntilUs);
  }

  takeFailure(): boolean {
    const fails = this.failsNext;
    this.failsNext = false;
    return fails;
  }

  /** The machine loses its power when so many syncs from now on are about to end: between two steps of what it does. */
  losePowerAt(syncs: number, lose: () => void): void {
    this.powerLoss = { syncsLeft: syncs, lose };
  }

  /** True when the sync that was about to end did not, because the power is gone. */
  takePowerLoss(): boolean {
    const { powerLoss } = this;
    if (powerLoss === null || --powerLoss.syncsLeft > 0) return false;
    this.powerLoss = null;
    powerLoss.lose();
    return true;
  }

  heal(): void {
    this.powerLoss = null;
    this.stalledUntilUs = 0;
    this.failsNext = false;
    this.isFull = false;
  }
}
