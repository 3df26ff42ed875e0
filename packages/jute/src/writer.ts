const TWO_32 = 4294967296;
const utf8 = new TextEncoder();

/** Appends Jute values (big-endian) to a byte array that grows by doubling. */
export class ByteWriter {
  bytes: Uint8Array;
  /** Bytes written so far; `bytes` beyond it is scratch. */
  length = 0;

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Forgets what was written and keeps the array. */
  reset(): this {
    this.length = 0;
    return this;
  }

  /** What was written, as a view that the next write may overwrite or leave behind. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** What was written, as a copy of its own. */
  copy(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    let capacity = this.bytes.length * 2;
    while (capacity < needed) capacity *= 2;
    const grown = new Uint8Array(capacity);
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  bool(value: boolean): void {
    this.u8(value ? 1 : 0);
  }

  i32(value: number): void {
    this.reserve(4);
    this.putI32(this.length, value);
    this.length += 4;
  }

  /** A 64-bit value held in a number that is exact within +-2^53. */
  i64(value: number): void {
    this.reserve(8);
    const high = Math.floor(value / TWO_32);
    this.putI32(this.length, high);
    this.putI32(this.length + 4, value - high * TWO_32);
    this.length += 8;
  }

  i64Big(value: bigint): void {
    this.reserve(8);
    this.putI32(this.length, Number(BigInt.asIntN(32, value >> 32n)));
    this.putI32(this.length + 4, Number(BigInt.asIntN(32, value)));
    this.length += 8;
  }

  /** Bytes with their i32 length before them; null is length -1. */
  buffer(value: Uint8Array | null): void {
    if (value === null) {
      this.i32(-1);
      return;
    }
    this.i32(value.length);
    this.raw(value);
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  string(value: string): void {
    // UTF-8 takes at most three bytes for each UTF-16 unit.
    this.reserve(4 + value.length * 3);
    const { written } = utf8.encodeInto(value, this.bytes.subarray(this.length + 4));
    this.putI32(this.length, written);
    this.length += 4 + written;
  }

  nullableString(value: string | null): void {
    if (value === null) this.i32(-1);
    else this.string(value);
  }

  /** Leaves room for an i32 that is known only later; returns where to `putI32` it. */
  skipI32(): number {
    this.reserve(4);
    this.length += 4;
    return this.length - 4;
  }

  putI32(at: number, value: number): void {
    const b = this.bytes;
    b[at] = value >>> 24;
    b[at + 1] = value >>> 16;
    b[at + 2] = value >>> 8;
    b[at + 3] = value;
  }
}
