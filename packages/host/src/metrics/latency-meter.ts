import type { LatencySummary } from '@vivarium/engine';

/** Sums up durations, ms. */
export class LatencyMeter {
  private count = 0;
  private sum = 0;
  private min = 0;
  private max = 0;

  add(ms: number): void {
    this.min = this.count === 0 ? ms : Math.min(this.min, ms);
    this.max = Math.max(this.max, ms);
    this.count += 1;
    this.sum += ms;
  }

  summary(): LatencySummary {
    const { min, max, count, sum } = this;
    return { min, max, count, sum, avg: count === 0 ? 0 : sum / count };
  }
}
