/** The span over which a rate is measured, and how much of it must have passed before time left is told, ms. */
const SPAN_MS = 5_000;
const SETTLED_MS = 2_000;

/** How fast work goes, over the last seconds. */
export class Pace {
  readonly #startMs: number;
  #marks: { readonly atMs: number; readonly by: number }[] = [];

  constructor(nowMs: number) {
    this.#startMs = nowMs;
  }

  add(by: number, nowMs: number): void {
    this.#marks.push({ atMs: nowMs, by });
    if (this.#marks.length > 1_000) this.#forget(nowMs);
  }

  perSecond(nowMs: number): number {
    this.#forget(nowMs);
    const sum = this.#marks.reduce((total, { by }) => total + by, 0);
    const spanMs = Math.max(1, Math.min(SPAN_MS, nowMs - this.#startMs));
    return Math.round((sum * 10_000) / spanMs) / 10;
  }

  /** Null while it cannot be told: too early, or nothing moves. */
  leftMs(left: number, perSecond: number): number | null {
    const last = this.#marks.at(-1)?.atMs ?? this.#startMs;
    return last - this.#startMs < SETTLED_MS || perSecond <= 0
      ? null
      : Math.round((left * 1_000) / perSecond);
  }

  #forget(nowMs: number): void {
    const from = this.#marks.findIndex(({ atMs }) => atMs > nowMs - SPAN_MS);
    this.#marks = from < 0 ? [] : this.#marks.slice(from);
  }
}
