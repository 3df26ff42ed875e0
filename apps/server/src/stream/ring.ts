/** Numbered values of which the newest are kept: answers "what came since N" or that it cannot. */
export class Ring<T> {
  readonly #limit: number;
  #first = 1;
  #values: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of the newest value; 0 before the first. */
  get seq(): number {
    return this.#first + this.#values.length - 1;
  }

  push(value: T): number {
    this.#values.push(value);
    // Cut rarely and in one piece: a shift for each value would be quadratic.
    if (this.#values.length > 2 * this.#limit) {
      const cut = this.#values.length - this.#limit;
      this.#values = this.#values.slice(cut);
      this.#first += cut;
    }
    return this.seq;
  }

  /** Keeps no value; whoever has not read them all hears that some are missing. Counts as one value. */
  clear(): void {
    this.#first = this.seq + 2;
    this.#values = [];
  }

  /** The values behind number `seq`, or null when some of them are no longer kept or `seq` is not ours. */
  since(seq: number): readonly T[] | null {
    if (seq > this.seq || seq < this.#first - 1) return null;
    return this.#values.slice(seq - this.#first + 1);
  }
}
