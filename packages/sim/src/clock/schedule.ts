interface Entry {
  readonly atUs: number;
  readonly order: number;
  readonly run: () => void;
}

/** What is to happen, by true time in microseconds since the run began; equal times in the order of their asking. */
export class Schedule {
  nowUs = 0;
  private readonly heap: Entry[] = [];
  private order = 0;

  get size(): number {
    return this.heap.length;
  }

  after(delayUs: number, run: () => void): void {
    this.at(this.nowUs + delayUs, run);
  }

  at(atUs: number, run: () => void): void {
    if (atUs < this.nowUs) throw new Error('nothing happens in the past');
    const { heap } = this;
    const entry = { atUs, order: this.order++, run };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Entry;
      if (!comesBefore(entry, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  /** Runs what is due up to `endUs`, which is then the time; stops early when `until` says so after a turn. */
  run(endUs: number, until: () => boolean = () => false): void {
    for (let top = this.heap[0]; top !== undefined && top.atUs <= endUs; top = this.heap[0]) {
      this.removeTop();
      this.nowUs = top.atUs;
      top.run();
      if (until()) return;
    }
    this.nowUs = endUs;
  }

  private removeTop(): void {
    const { heap } = this;
    const last = heap.pop() as Entry;
    const count = heap.length;
    if (count === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && comesBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!comesBefore(heap[child] as Entry, last)) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
  }
}

function comesBefore(a: Entry, b: Entry): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
}
