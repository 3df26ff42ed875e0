/** Room of a queue that was used at all; always a power of two. */
const FIRST_SLOTS = 4;
/** A ring above this is given up when it is empty: one burst must not cost memory for good. */
const KEPT_SLOTS = 4096;

/**
 * A queue whose `shift` costs the same however long it is. A ring, which keeps its room when it is empty: a busy
 * queue would otherwise grow a new array many times a second.
 */
export class Fifo<T> {
  private ring: (T | undefined)[] | null = null;
  private head = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(item: T): void {
    let { ring } = this;
    if (ring === null || this.count === ring.length) ring = this.grow();
    ring[(this.head + this.count) & (ring.length - 1)] = item;
    this.count++;
  }

  peek(): T | undefined {
    return this.at(0);
  }

  shift(): T | undefined {
    const { ring, head } = this;
    if (ring === null || this.count === 0) return undefined;
    const item = ring[head];
    ring[head] = undefined;
    this.head = (head + 1) & (ring.length - 1);
    this.count--;
    if (this.count === 0 && ring.length > KEPT_SLOTS) this.ring = null;
    return item;
  }

  /** The item `index` places behind the oldest. */
  at(index: number): T | undefined {
    const { ring } = this;
    if (ring === null || index >= this.count) return undefined;
    return ring[(this.head + index) & (ring.length - 1)];
  }

  /** The newest item. */
  peekLast(): T | undefined {
    return this.count === 0 ? undefined : this.at(this.count - 1);
  }

  /** Takes the newest item back. */
  pop(): T | undefined {
    const { ring } = this;
    if (ring === null || this.count === 0) return undefined;
    this.count--;
    const slot = (this.head + this.count) & (ring.length - 1);
    const item = ring[slot];
    ring[slot] = undefined;
    return item;
  }

  clear(): void {
    this.ring = null;
    this.head = 0;
    this.count = 0;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let i = 0; i < this.count; i++) yield this.at(i) as T;
  }

  private grow(): (T | undefined)[] {
    const slots = this.ring === null ? FIRST_SLOTS : this.ring.length * 2;
    const grown: (T | undefined)[] = new Array(slots).fill(undefined);
    for (let i = 0; i < this.count; i++) grown[i] = this.at(i);
    this.ring = grown;
    this.head = 0;
    return grown;
  }
}
