import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WriteBudget } from '../src/index.ts';

/** A clock that jumps to the next timer. */
class HandClock {
  nowMs = 0;
  private timers: { atMs: number; call: () => void }[] = [];

  readonly after = (ms: number, call: () => void): void => {
    this.timers.push({ atMs: this.nowMs + ms, call });
  };

  /** Runs until nothing is waiting; a reaction of a promise may plan more. */
  async run(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      this.timers.sort((a, b) => a.atMs - b.atMs);
      const next = this.timers.shift();
      if (next === undefined) return;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.call();
    }
  }
}

describe('a write budget', () => {
  it('never lets more go in any second, and all in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 }),
        async (perSecond, gapsMs) => {
          const clock = new HandClock();
          const budget = new WriteBudget(perSecond, () => clock.nowMs, clock.after);
          const went: { n: number; atMs: number }[] = [];
          let atMs = 0;
          for (const [n, gapMs] of gapsMs.entries()) {
            atMs += gapMs;
            clock.after(atMs, () => void budget.take().then(() => went.push({ n, atMs: clock.nowMs })));
          }
          await clock.run();
          expect(went.map(({ n }) => n)).toEqual(gapsMs.map((_, n) => n));
          for (const [at, write] of went.entries()) {
            const before = went[at - perSecond];
            if (before !== undefined) expect(write.atMs - before.atMs).toBeGreaterThanOrEqual(1_000);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('lets nothing go while paused, forgets who gave up, and tells its rate', async () => {
    const clock = new HandClock();
    const budget = new WriteBudget(5, () => clock.nowMs, clock.after);
    budget.pause(true);
    const went: string[] = [];
    void budget.take().then(() => went.push('kept'));
    const giving = new AbortController();
    const given = budget.take(giving.signal);
    giving.abort('gone');
    await expect(given).rejects.toBe('gone');
    await expect(budget.take(giving.signal)).rejects.toBe('gone');
    await clock.run();
    expect(went).toEqual([]);
    budget.pause(false);
    await clock.run();
    expect(went).toEqual(['kept']);
    budget.count();
    expect(budget.rate()).toBe(0.2);
    clock.nowMs = 20_000;
    expect(budget.rate()).toBe(0);
  });
});
