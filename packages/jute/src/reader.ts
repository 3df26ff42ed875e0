import { JuteError } from './jute-error.ts';

const TWO_32 = 4294967296;
// ignoreBOM keeps a leading U+FEFF: a znode's name is what was sent, not what a text editor would show.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const EMPTY = new Uint8Array(0);
/** Up to this length a loop over ASCII is faster than a call into TextDecoder, for short texts twice. */
const SHORT_TEXT_BYTES = 28;
// Two words become one bigint here; shifting and joining two bigints would make three.
const scratch = new DataView(new ArrayBuffer(8));

/** The text of a short run of bytes, or undefined when not all of it is ASCII. */
function shortAscii(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const b0 = bytes[at] as number;
    const b1 = bytes[at + 1] as number;
    const b2 = bytes[at + 2] as number;
    const b3 = bytes[at + 3] as number;
    if ((b0 | b1 | b2 | b3) > 0x7f) return undefined;
    text += String.fromCharCode(b0, b1, b2, b3);
  }
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x7f) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/**
 * Reads Jute values (big-endian, two's complement) from a byte array.
 *
 * Buffers come back as views of the underlying array: whoever keeps one beyond the turn copies it.
 * Every length is checked against the bytes that are left before anything is allocated.
 */
export class ByteReader {
  bytes: Uint8Array;
  offset: number;
  end: number;

  constructor(bytes: Uint8Array = EMPTY, offset = 0, end = bytes.length) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
  }

  /** Points this reader at other bytes, so that a hot loop needs no new object per frame. */
  reset(bytes: Uint8Array, offset = 0, end = bytes.length): this {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
    return this;
  }

  remaining(): number {
    return this.end - this.offset;
  }

  /** Throws unless `count` more bytes are there. */
  require(count: number): void {
    if (count > this.end - this.offset) {
      throw new JuteError('truncated', `${count} bytes needed, ${this.end - this.offset} left`, this.offset);
    }
  }

  u8(): number {
    this.require(1);
    return this.bytes[this.offset++] as number;
  }

  bool(): boolean {
    return this.u8() !== 0;
  }

  i32(): number {
    this.require(4);
    const b = this.bytes;
    const o = this.offset;
    this.offset = o + 4;
    return (
      ((b[o] as number) << 24) |
      ((b[o + 1] as number) << 16) |
      ((b[o + 2] as number) << 8) |
      (b[o + 3] as number)
    );
  }

  /**
   * A 64-bit value as a number: exact within +-2^53, which holds for zxids, times and sizes, not for session ids.
   * Beyond that it is the nearest number, so the order of values is kept; 2^63-1 reads as 2^63.
   */
  i64(): number {
    const high = this.i32();
    return high * TWO_32 + (this.i32() >>> 0);
  }

  /** A 64-bit value in full: session ids and ephemeral owners. */
  i64Big(): bigint {
    const high = this.i32();
    const low = this.i32();
    if (high === 0 && low === 0) return 0n;
    scratch.setInt32(0, high);
    scratch.setInt32(4, low);
    return scratch.getBigInt64(0);
  }

  /** Bytes with an i32 length before them; -1 is null. The result is a view, not a copy. */
  buffer(): Uint8Array | null {
    const length = this.length();
    if (length === -1) return null;
    const start = this.offset;
    this.offset = start + length;
    return this.bytes.subarray(start, start + length);
  }

  /** Passes over bytes with an i32 length before them, which end at `offset` then; returns the length, -1 for null. */
  skipBuffer(): number {
    const length = this.length();
    if (length > 0) this.offset += length;
    return length;
  }

  /** UTF-8 text, bad sequences as U+FFFD; a null string (length -1) throws, see `nullableString`. */
  string(): string {
    const start = this.offset;
    const text = this.nullableString();
    if (text === null) throw new JuteError('null', 'string expected, null found', start);
    return text;
  }

  nullableString(): string | null {
    const length = this.length();
    if (length === -1) return null;
    const start = this.offset;
    const end = start + length;
    this.offset = end;
    const short = length <= SHORT_TEXT_BYTES ? shortAscii(this.bytes, start, end) : undefined;
    return short ?? utf8.decode(this.bytes.subarray(start, end));
  }

  /** The count of a vector whose items take at least `minItemBytes` each; -1 is null. */
  count(minItemBytes: number): number {
    const start = this.offset;
    const count = this.i32();
    if (count < -1) throw new JuteError('length', `vector count ${count}`, start);
    if (count * minItemBytes > this.end - this.offset) {
      throw new JuteError('truncated', `${count} items cannot fit in ${this.end - this.offset} bytes`, start);
    }
    return count;
  }

  private length(): number {
    const start = this.offset;
    const length = this.i32();
    if (length < -1) throw new JuteError('length', `length ${length}`, start);
    if (length > this.end - this.offset) {
      throw new JuteError('truncated', `length ${length} with ${this.end - this.offset} bytes left`, start);
    }
    return length;
  }
}
