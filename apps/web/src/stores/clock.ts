import { createStore, useStore } from './store.ts';

/** One clock for every age on the page, so that they all step together. */
const clock = createStore(Date.now());
let listeners = 0;
let timer: ReturnType<typeof setInterval> | undefined;

const ticking = {
  ...clock,
  subscribe(listener: () => void) {
    const stop = clock.subscribe(listener);
    listeners += 1;
    if (listeners === 1) {
      clock.set(Date.now());
      timer = setInterval(() => clock.set(Date.now()), 1_000);
    }
    return () => {
      stop();
      listeners -= 1;
      if (listeners === 0) clearInterval(timer);
    };
  },
};

/** The browser's wall clock, ms, renewed each second. */
export function useNowMs(): number {
  return useStore(ticking, (now) => now);
}

/** What is told of the time, looked at each second: re-renders when it is something else. */
export function useOfNow<T extends string | number>(tell: (nowMs: number) => T): T {
  return useStore(ticking, tell);
}
