/** Time as a port, so that a test drives it by hand. */
export interface Clock {
  /** Monotonic, ms. */
  nowMs(): number;
  /** Wall clock, ms since 1970. */
  wallMs(): number;
  /** Calls at once and then at every whole interval; returns what stops it. */
  every(intervalMs: number, call: () => void): () => void;
  /** Calls once, so much later; returns what prevents it. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  every(intervalMs, call) {
    const timer = setInterval(call, intervalMs);
    call();
    return () => clearInterval(timer);
  },
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
