/** Bytes that wait for the rest of their message: at most one message and a chunk. */
export class Carry {
  private bytes = new Uint8Array(0);
  private start = 0;
  private end = 0;

  push(chunk: Uint8Array): void {
    const held = this.end - this.start;
    const needed = held + chunk.length;
    if (this.end + chunk.length > this.bytes.length) {
      // By doubling: a message that comes in crumbs would otherwise be copied once for each of them.
      const target = needed * 2 <= this.bytes.length ? this.bytes : new Uint8Array(needed * 2);
      target.set(this.bytes.subarray(this.start, this.end));
      this.bytes = target;
      this.start = 0;
      this.end = held;
    }
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  view(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  take(count: number): void {
    this.start += count;
    if (this.start < this.end) return;
    this.bytes = new Uint8Array(0);
    this.start = 0;
    this.end = 0;
  }
}
