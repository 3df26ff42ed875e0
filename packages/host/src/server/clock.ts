import type { Instant } from '@vivarium/engine';

/** Now, by the monotonic clock of this thread and by the wall clock. */
export function now(): Instant {
  return { monotonicMs: performance.now(), wallMs: Date.now() };
}
