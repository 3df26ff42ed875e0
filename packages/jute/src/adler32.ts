const MODULUS = 65521;
// The most additions before the second sum could pass 2^32 (zlib's bound).
const RUN = 5552;

/** Adler-32 of bytes[start, end), continuing from `seed` (1 for a fresh sum). Unsigned. Source: RFC 1950. */
export function adler32(bytes: Uint8Array, start = 0, end = bytes.length, seed = 1): number {
  let a = seed & 0xffff;
  let b = seed >>> 16;
  let at = start;
  while (at < end) {
    const stop = Math.min(at + RUN, end);
    for (; at < stop; at++) {
      a += bytes[at] as number;
      b += a;
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return ((b << 16) | a) >>> 0;
}
