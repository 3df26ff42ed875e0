/** Longest time in which nothing else may run, ms. */
const SLICE_MS = 8;
/** How often the clock is looked at. */
const STEPS = 512;

/**
 * Calls `step` with 0, 1, … below `limit()`, and lets others run every few milliseconds. Ends early when `step` answers
 * false or the signal fires: then the answer is false. What `limit` says may grow meanwhile.
 */
export async function inSlices(
  limit: () => number,
  step: (at: number) => boolean,
  signal: AbortSignal | undefined,
  onPause: (at: number) => void = () => {},
): Promise<boolean> {
  let until = performance.now() + SLICE_MS;
  for (let at = 0; at < limit(); at++) {
    if (at % STEPS === 0 && performance.now() >= until) {
      onPause(at);
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted === true) return false;
      until = performance.now() + SLICE_MS;
    }
    if (!step(at)) return false;
  }
  return signal?.aborted !== true;
}
