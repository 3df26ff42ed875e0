interface Bucket {
  tokens: number;
  atMs: number;
}

export interface Rate {
  /** Taken at once. */
  readonly burst: number;
  /** And then so many per second. */
  readonly perSecond: number;
}

/** Callers that are remembered; whoever was quiet longest is forgotten, with a full bucket. */
const CALLERS_MAX = 1_000;

/** A bucket of tokens per caller. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #nowMs: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, nowMs: () => number) {
    this.#rate = rate;
    this.#nowMs = nowMs;
  }

  /** Takes one token; false when there is none. */
  take(caller: string): boolean {
    const { burst, perSecond } = this.#rate;
    const nowMs = this.#nowMs();
    const past = this.#buckets.get(caller);
    const gained = past === undefined ? burst : (Math.max(0, nowMs - past.atMs) * perSecond) / 1_000;
    const tokens = Math.min(burst, (past?.tokens ?? 0) + gained);
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { tokens: Math.max(0, tokens - 1), atMs: nowMs });
    const oldest = this.#buckets.keys().next().value;
    if (this.#buckets.size > CALLERS_MAX && oldest !== undefined) this.#buckets.delete(oldest);
    return tokens >= 1;
  }
}
