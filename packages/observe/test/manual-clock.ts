import type { Clock } from '../src/index.ts';

/** A clock that moves when the test says so. */
export class ManualClock implements Clock {
  private now = 0;
  private timers: { intervalMs: number; nextMs: number; call: () => void }[] = [];

  nowMs(): number {
    return this.now;
  }

  wallMs(): number {
    return 1_000_000 + this.now;
  }

  every(intervalMs: number, call: () => void): () => void {
    const timer = { intervalMs, nextMs: this.now + intervalMs, call };
    this.timers.push(timer);
    call();
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  after(ms: number, call: () => void): () => void {
    const timer = {
      intervalMs: Number.POSITIVE_INFINITY,
      nextMs: this.now + ms,
      call: () => {
        cancel();
        call();
      },
    };
    const cancel = () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
    this.timers.push(timer);
    return cancel;
  }

  /** Calls that are still to come. */
  get waiting(): number {
    return this.timers.length;
  }

  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const [next] = [...this.timers].sort((a, b) => a.nextMs - b.nextMs);
      if (next === undefined || next.nextMs > end) break;
      this.now = next.nextMs;
      next.nextMs += next.intervalMs;
      next.call();
    }
    this.now = end;
  }
}
