/** Bytes of a frame's length. */
export const LENGTH_BYTES = 4;
/** First size of the buffer for a frame that came in parts; it grows with what really arrives. */
const FIRST_BYTES = 1024;

const NOTHING = new Uint8Array(0);

/** The part of a frame that has arrived while the rest has not. */
export class FrameBuffer {
  bytes: Uint8Array = NOTHING;
  length = 0;

  append(from: Uint8Array, start: number, end: number): void {
    const needed = this.length + end - start;
    if (needed > this.bytes.length) {
      // Never the announced length at once: a header of four bytes must not cost a megabyte.
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2, FIRST_BYTES));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(from.subarray(start, end), this.length);
    this.length = needed;
  }

  /** Gives away what came, in an array that nobody writes into any more. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.length);
    this.clear();
    return taken;
  }

  clear(): void {
    this.length = 0;
    this.bytes = NOTHING;
  }
}

export function readLength(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}
