import { createHash } from 'node:crypto';
import { deflateSync, crc32 as platformCrc32 } from 'node:zlib';
import { adler32, base64, crc32, sha1 } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from './records.ts';

// A zlib stream ends with the Adler-32 of what it holds.
function platformAdler32(bytes: Uint8Array): number {
  const stream = deflateSync(bytes, { level: 0 });
  return stream.readUInt32BE(stream.length - 4);
}

/** Lengths around every block size that the sums work in, and bytes that make their sums largest. */
const LENGTHS = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 55, 56, 63, 64, 65, 5551, 5552, 5553, 11104, 70001];
const PATTERNS: readonly ((at: number) => number)[] = [
  () => 0xff,
  () => 0,
  (at) => (at * 31 + (at >> 8)) & 0xff,
];
const inputs = LENGTHS.flatMap((length) =>
  PATTERNS.map((byte) => Uint8Array.from({ length }, (_, at) => byte(at))),
);

describe('adler32', () => {
  it("equals zlib's", () => {
    for (const input of inputs) expect(adler32(input)).toBe(platformAdler32(input));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (b) => adler32(b) === platformAdler32(b)));
  });

  it('continues from a seed, over a part of an array', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
        const at = Math.min(cut, bytes.length);
        expect(adler32(bytes, at, bytes.length, adler32(bytes, 0, at))).toBe(adler32(bytes));
      }),
    );
  });
});

describe('crc32', () => {
  it("equals zlib's", () => {
    for (const input of inputs) expect(crc32(input)).toBe(platformCrc32(input));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (b) => crc32(b) === platformCrc32(b)));
  });

  it('continues from a seed, over a part of an array', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
        const at = Math.min(cut, bytes.length);
        expect(crc32(bytes, at, bytes.length, crc32(bytes, 0, at))).toBe(crc32(bytes));
      }),
    );
  });
});

describe('sha1 and base64', () => {
  it("equal the platform's", () => {
    for (const input of inputs) {
      expect(toHex(sha1(input))).toBe(createHash('sha1').update(input).digest('hex'));
      expect(base64(input)).toBe(Buffer.from(input).toString('base64'));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(toHex(sha1(bytes))).toBe(createHash('sha1').update(bytes).digest('hex'));
        expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      }),
    );
  });
});
