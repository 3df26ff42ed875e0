/** A small generator of uniform numbers (splitmix32): equal seeds give equal runs. */
export class Prng {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** An integer from 0 up to, not including, `limit`; `limit` up to 2^53. */
  below(limit: number): number {
    return Math.floor(((this.next() * 0x200000 + (this.next() >>> 11)) / 0x20000000000000) * limit);
  }

  private next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let x = this.state ^ (this.state >>> 16);
    x = Math.imul(x, 0x21f0aaad);
    x ^= x >>> 15;
    x = Math.imul(x, 0x735a2d97);
    return (x ^ (x >>> 15)) >>> 0;
  }
}
