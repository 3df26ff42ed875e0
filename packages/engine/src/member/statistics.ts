import type { LatencySummary } from './view.ts';

/** Counts and extremes of one kind of latency, ms. */
export class LatencyCounter {
  min = 0;
  max = 0;
  count = 0;
  sum = 0;

  add(latencyMs: number): void {
    if (this.count === 0 || latencyMs < this.min) this.min = latencyMs;
    if (latencyMs > this.max) this.max = latencyMs;
    this.count++;
    this.sum += latencyMs;
  }

  reset(): void {
    this.min = 0;
    this.max = 0;
    this.count = 0;
    this.sum = 0;
  }

  summary(): LatencySummary {
    const avg = this.count === 0 ? 0 : this.sum / this.count;
    return { min: this.min, avg, max: this.max, count: this.count, sum: this.sum };
  }
}

/** What `srvr` and `mntr` tell of a member's work. Plain fields: they are written on the hot path. */
export class Statistics {
  readonly reads = new LatencyCounter();
  readonly updates = new LatencyCounter();
  received = 0;
  sent = 0;
  authFailed = 0;
  staleSessionsExpired = 0;
  connectionRequests = 0;
  lastResponseBytes = -1;
  minResponseBytes = -1;
  maxResponseBytes = -1;

  responded(bytes: number): void {
    this.sent++;
    this.lastResponseBytes = bytes;
    if (bytes < this.minResponseBytes || this.minResponseBytes === -1) this.minResponseBytes = bytes;
    if (bytes > this.maxResponseBytes) this.maxResponseBytes = bytes;
  }

  /** What `srst` does; counts that Apache keeps elsewhere stay. */
  reset(): void {
    this.reads.reset();
    this.updates.reset();
    this.received = 0;
    this.sent = 0;
    this.lastResponseBytes = -1;
    this.minResponseBytes = -1;
    this.maxResponseBytes = -1;
  }

  /** Reads and writes together. */
  latency(): { min: number; avg: number; max: number } {
    const { reads, updates } = this;
    const count = reads.count + updates.count;
    if (count === 0) return { min: 0, avg: 0, max: 0 };
    const min =
      reads.count === 0 ? updates.min : updates.count === 0 ? reads.min : Math.min(reads.min, updates.min);
    return { min, avg: (reads.sum + updates.sum) / count, max: Math.max(reads.max, updates.max) };
  }
}
