/** Items are dropped from the front of the array in runs of at least this many. */
const COMPACT_AT = 512;

/** A queue whose `shift` costs the same however long it is. */
export class Fifo<T> {
  private items: T[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  peek(): T | undefined {
    return this.items[this.head];
  }

  shift(): T | undefined {
    if (this.head === this.items.length) return undefined;
    const item = this.items[this.head++];
    if (this.head === this.items.length) {
      // Emptied in place: a busy queue would otherwise make a new array per turn.
      this.items.length = 0;
      this.head = 0;
    } else if (this.head >= COMPACT_AT && this.head * 2 >= this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  /** The item `index` places behind the oldest. */
  at(index: number): T | undefined {
    return this.items[this.head + index];
  }

  /** The newest item. */
  peekLast(): T | undefined {
    return this.length === 0 ? undefined : this.items[this.items.length - 1];
  }

  /** Takes the newest item back. */
  pop(): T | undefined {
    return this.length === 0 ? undefined : this.items.pop();
  }

  clear(): void {
    this.items = [];
    this.head = 0;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let i = this.head; i < this.items.length; i++) yield this.items[i] as T;
  }
}
