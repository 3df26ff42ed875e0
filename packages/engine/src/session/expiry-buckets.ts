import type { Session } from './session.ts';

/**
 * Sessions by the end of the tick in which they expire. Rounding up to ticks makes a touch cost nothing most of
 * the time: the session stays in its bucket. Source: Apache's ExpiryQueue.
 */
export class ExpiryBuckets {
  private readonly tickTimeMs: number;
  private readonly buckets = new Map<number, Set<Session>>();
  private nextMs = 0;

  constructor(tickTimeMs: number) {
    this.tickTimeMs = tickTimeMs;
  }

  start(nowMs: number): void {
    this.nextMs = this.bucketOf(nowMs);
  }

  /** Moves the session to the bucket that covers `timeoutMs` from now. */
  touch(session: Session, nowMs: number, timeoutMs: number): void {
    const expiresMs = this.bucketOf(nowMs + timeoutMs);
    if (expiresMs === session.expiresMs) return;
    if (session.expiresMs !== 0) this.buckets.get(session.expiresMs)?.delete(session);
    session.expiresMs = expiresMs;
    let bucket = this.buckets.get(expiresMs);
    if (bucket === undefined) {
      bucket = new Set();
      this.buckets.set(expiresMs, bucket);
    }
    bucket.add(session);
  }

  remove(session: Session): void {
    if (session.expiresMs !== 0) this.buckets.get(session.expiresMs)?.delete(session);
    session.expiresMs = 0;
  }

  /** Takes out the sessions whose bucket has ended, in the order in which they joined it. */
  takeExpired(nowMs: number): Session[] {
    const expired: Session[] = [];
    while (this.nextMs <= nowMs) {
      const bucket = this.buckets.get(this.nextMs);
      if (bucket !== undefined) {
        this.buckets.delete(this.nextMs);
        for (const session of bucket) {
          session.expiresMs = 0;
          expired.push(session);
        }
      }
      this.nextMs += this.tickTimeMs;
    }
    return expired;
  }

  private bucketOf(atMs: number): number {
    return (Math.floor(atMs / this.tickTimeMs) + 1) * this.tickTimeMs;
  }
}
