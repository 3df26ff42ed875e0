const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const CASE_BIT = 0x20;

/**
 * A text to be looked for in bytes, as UTF-8. Horspool's search: it looks at one byte in as many as the text is long,
 * and makes nothing.
 */
export class BytePattern {
  readonly length: number;
  private readonly bytes: Uint8Array;
  /** The byte that a byte counts as. */
  private readonly folded = new Uint8Array(256);
  /** How far the text may be moved on when this byte stands under its end. */
  private readonly shift = new Int32Array(256);

  /** `text` has at least one character. ASCII letters match in either case unless `isCaseSensitive`. */
  constructor(text: string, isCaseSensitive: boolean) {
    const { folded, shift } = this;
    for (let byte = 0; byte < 256; byte++) {
      const isUpper = !isCaseSensitive && byte >= UPPER_A && byte <= UPPER_Z;
      folded[byte] = isUpper ? byte | CASE_BIT : byte;
    }
    this.bytes = new TextEncoder().encode(text).map((byte) => folded[byte] as number);
    this.length = this.bytes.length;
    if (this.length === 0) throw new RangeError('nothing to look for');
    const last = this.length - 1;
    shift.fill(this.length);
    for (let i = 0; i < last; i++) shift[this.bytes[i] as number] = last - i;
  }

  /** Offset from `start` of the first match in bytes[start, end), -1 for none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const { folded, shift, bytes: text } = this;
    const last = this.length - 1;
    for (let at = start + last; at < end; ) {
      const byte = folded[bytes[at] as number] as number;
      if (byte === text[last]) {
        let i = last - 1;
        while (i >= 0 && folded[bytes[at - last + i] as number] === text[i]) i--;
        if (i < 0) return at - last - start;
      }
      at += shift[byte] as number;
    }
    return -1;
  }
}
