/** Paths that are remembered; the longest unchanged are forgotten first. */
const PATHS_MAX = 2_000;

/** When which znode changed last, newest at the end. */
export class Recency {
  readonly #changedAtMs = new Map<string, number>();

  touch(path: string, atMs: number): void {
    this.#changedAtMs.delete(path);
    this.#changedAtMs.set(path, atMs);
    if (this.#changedAtMs.size <= PATHS_MAX) return;
    const oldest = this.#changedAtMs.keys().next().value;
    if (oldest !== undefined) this.#changedAtMs.delete(oldest);
  }

  forget(path: string): void {
    this.#changedAtMs.delete(path);
  }

  at(path: string): number | null {
    return this.#changedAtMs.get(path) ?? null;
  }

  /** Newest first. */
  newest(most: number): string[] {
    return [...this.#changedAtMs.keys()].slice(-most).reverse();
  }
}
