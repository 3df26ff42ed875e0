import type { ByteReader } from '@vivarium/jute';

const SLOTS = 4096;
/** Longer texts are not kept: with all slots full of such it is a quarter of a megabyte. */
const KEPT_BYTES_MAX = 64;
const PRIME = 0x9e3779b1;

/**
 * Remembers the texts that were read last, so that a path which comes again and again is not decoded, stored and
 * hashed anew each time. One text a slot; which one stands there is checked byte by byte.
 */
export class KnownTexts {
  private readonly slots: string[] = new Array(SLOTS).fill('');

  /** Like `reader.string()`. Throws JuteError. */
  read(reader: ByteReader): string {
    const start = reader.offset;
    const length = reader.skipBuffer();
    const from = reader.offset - length;
    if (length <= 0 || length > KEPT_BYTES_MAX) {
      reader.offset = start;
      return reader.string();
    }
    const { bytes } = reader;
    const end = from + length;
    let hash = length;
    for (let at = from; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), PRIME) ^ (hash >>> 15);
    const slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    const known = this.slots[slot] as string;
    if (isAscii(known, bytes, from, length)) return known;
    reader.offset = start;
    const text = reader.string();
    this.slots[slot] = text;
    return text;
  }
}

/** Whether the bytes are these characters, one byte each: text beyond ASCII never is. */
function isAscii(text: string, bytes: Uint8Array, from: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit !== bytes[from + i] || unit > 0x7f) return false;
  }
  return true;
}
