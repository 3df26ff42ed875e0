const TWO_32 = 4294967296;
const LEAST_64 = -(2 ** 63);
const BEYOND_64 = 2 ** 63;
const utf8 = new TextEncoder();
/** Up to this length a loop over ASCII is faster than a call into TextEncoder. */
const SHORT_TEXT_UNITS = 36;
/** Up to this length a loop is faster than making a view and calling `set`. */
const LOOP_BYTES_MAX = 32;
const scratch = new DataView(new ArrayBuffer(8));

/** A number beyond +-2^53 as 64 bits. 2^63 is what the greatest value reads as, so it stands for that. */
function wide(value: number): bigint {
  if (!Number.isInteger(value) || value < LEAST_64 || value > BEYOND_64) {
    throw new RangeError(`${value} is no 64-bit integer`);
  }
  return value === BEYOND_64 ? 2n ** 63n - 1n : BigInt(value);
}

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

  /**
   * A 64-bit value held in a number: exact within +-2^53, beyond that what the number stands for, with 2^63 as
   * 2^63-1. Throws RangeError for what is no integer or needs more bits.
   */
  i64(value: number): void {
    if (!Number.isSafeInteger(value)) {
      this.i64Big(wide(value));
      return;
    }
    this.reserve(8);
    const high = Math.floor(value / TWO_32);
    this.putI32(this.length, high);
    this.putI32(this.length + 4, value - high * TWO_32);
    this.length += 8;
  }

  i64Big(value: bigint): void {
    this.reserve(8);
    scratch.setBigInt64(0, value);
    this.putI32(this.length, scratch.getInt32(0));
    this.putI32(this.length + 4, scratch.getInt32(4));
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

  /** bytes[0, length) as they are: few bytes without a view of them. */
  rawFirst(bytes: Uint8Array, length: number): void {
    if (length > LOOP_BYTES_MAX) {
      this.raw(bytes.subarray(0, length));
      return;
    }
    this.reserve(length);
    const into = this.bytes;
    const to = this.length;
    for (let i = 0; i < length; i++) into[to + i] = bytes[i] as number;
    this.length = to + length;
  }

  string(value: string): void {
    // UTF-8 takes at most three bytes for each UTF-16 unit.
    this.reserve(4 + value.length * 3);
    const start = this.length + 4;
    let written = value.length <= SHORT_TEXT_UNITS ? this.putAscii(start, value) : -1;
    if (written === -1) written = utf8.encodeInto(value, this.bytes.subarray(start)).written;
    this.putI32(this.length, written);
    this.length = start + written;
  }

  /** Writes text that is all ASCII and returns its length, or -1 at the first character that is not. */
  private putAscii(at: number, value: string): number {
    const b = this.bytes;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) return -1;
      b[at + i] = unit;
    }
    return value.length;
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
    // To an int32 first: a low word comes as a double up to 2^32, and each shift would convert it again.
    const word = value | 0;
    b[at] = word >>> 24;
    b[at + 1] = word >>> 16;
    b[at + 2] = word >>> 8;
    b[at + 3] = word;
  }
}
