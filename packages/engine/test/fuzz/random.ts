/** A small seeded generator (xorshift32): a seed that found something finds it again. */
export class Random {
  private state: number;

  constructor(seed: number) {
    // Zero is the one state that xorshift never leaves.
    this.state = (seed ^ 0x9e3779b9) | 0 || 1;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) % bound;
  }

  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}
