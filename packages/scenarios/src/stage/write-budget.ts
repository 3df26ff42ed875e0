const WINDOW_MS = 1_000;
const RATE_OVER_MS = 10_000;

/**
 * Lets so many writes go in any second, in the order in which they were asked for. Time comes from outside: `nowMs`
 * is monotonic, `after` calls back once after that many ms.
 */
export class WriteBudget {
  private readonly perSecond: number;
  private readonly nowMs: () => number;
  private readonly after: (ms: number, call: () => void) => void;
  /** When the writes of the last ten seconds went, oldest first. */
  private readonly went: number[] = [];
  private readonly waiting: { readonly go: () => void; readonly evenPaused: boolean }[] = [];
  private isHeld = false;
  /** Writes that went, all in all. */
  total = 0;
  private isPlanned = false;

  constructor(perSecond: number, nowMs: () => number, after: (ms: number, call: () => void) => void) {
    this.perSecond = perSecond;
    this.nowMs = nowMs;
    this.after = after;
  }

  get isPaused(): boolean {
    return this.isHeld;
  }

  /** Resolves when a write may go, `evenPaused` also during a pause; rejects with the signal's reason. */
  take(signal?: AbortSignal, evenPaused = false): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(write), 1);
        reject(signal?.reason);
      };
      const go = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const write = { go, evenPaused };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(write);
      this.pump();
    });
  }

  /** Counts a write that cannot wait. */
  count(): void {
    this.total += 1;
    this.went.push(this.nowMs());
  }

  pause(isPaused: boolean): void {
    this.isHeld = isPaused;
    this.pump();
  }

  /** Writes per second over the last ten. */
  rate(): number {
    this.forget();
    return this.went.length / (RATE_OVER_MS / WINDOW_MS);
  }

  private pump(): void {
    for (;;) {
      const next = this.isHeld ? this.waiting.findIndex(({ evenPaused }) => evenPaused) : 0;
      const write = this.waiting[next];
      if (write === undefined) return;
      const leftMs = this.untilFreeMs();
      if (leftMs > 0) {
        this.plan(leftMs);
        return;
      }
      this.count();
      this.waiting.splice(next, 1);
      write.go();
    }
  }

  private untilFreeMs(): number {
    const last = this.went.at(-this.perSecond);
    return last === undefined ? 0 : last + WINDOW_MS - this.nowMs();
  }

  private plan(ms: number): void {
    if (this.isPlanned) return;
    this.isPlanned = true;
    this.after(ms, () => {
      this.isPlanned = false;
      this.forget();
      this.pump();
    });
  }

  private forget(): void {
    const before = this.nowMs() - RATE_OVER_MS;
    while (this.went[0] !== undefined && this.went[0] < before) this.went.shift();
  }
}
