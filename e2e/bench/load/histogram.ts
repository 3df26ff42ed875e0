const BUCKETS = 400;
/** Each bucket is this much wider than the one before: so precise is a percentile. */
const GROWTH = 1.05;
const SMALLEST_US = 1;
const LOG_GROWTH = Math.log(GROWTH);

/** Latencies in buckets of 5 %, from 1 microsecond up. Cheap enough to note every reply. */
export class Histogram {
  readonly counts: Float64Array;

  constructor(counts: ArrayLike<number> = new Float64Array(BUCKETS)) {
    this.counts = Float64Array.from(counts);
  }

  note(ms: number): void {
    const us = Math.max(ms * 1000, SMALLEST_US);
    const at = Math.min(Math.ceil(Math.log(us / SMALLEST_US) / LOG_GROWTH), BUCKETS - 1);
    this.counts[at] = (this.counts[at] as number) + 1;
  }

  add(other: Histogram): void {
    for (let at = 0; at < BUCKETS; at++) {
      this.counts[at] = (this.counts[at] as number) + (other.counts[at] as number);
    }
  }

  /** The latency in ms that the share `quantile` (0 to 1) of all stayed below; NaN of none. */
  quantileMs(quantile: number): number {
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    let seen = 0;
    for (let at = 0; at < BUCKETS; at++) {
      seen += this.counts[at] as number;
      if (total > 0 && seen >= total * quantile) return (SMALLEST_US * GROWTH ** at) / 1000;
    }
    return Number.NaN;
  }
}
