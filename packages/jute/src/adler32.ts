const MODULUS = 65521;
/**
 * The most additions, rounded down to whole steps, before the second sum could pass 2^31 and no longer be the
 * small integer that the machine adds fastest: 255 n(n+1)/2 + (n+1) 65520 < 2^31.
 */
const RUN = 3840;

/**
 * Adler-32 of bytes[start, end), continuing from `seed` (1 for a fresh sum). Unsigned. Source: RFC 1950.
 *
 * Eight bytes go into both sums at once, the second by weights: adding byte by byte makes each addition wait
 * for the one before, and takes about a third longer.
 */
export function adler32(bytes: Uint8Array, start = 0, end = bytes.length, seed = 1): number {
  let a = seed & 0xffff;
  let b = seed >>> 16;
  let at = start;
  while (at < end) {
    const stop = Math.min(at + RUN, end);
    for (; at + 8 <= stop; at += 8) {
      const b0 = bytes[at] as number;
      const b1 = bytes[at + 1] as number;
      const b2 = bytes[at + 2] as number;
      const b3 = bytes[at + 3] as number;
      const b4 = bytes[at + 4] as number;
      const b5 = bytes[at + 5] as number;
      const b6 = bytes[at + 6] as number;
      const b7 = bytes[at + 7] as number;
      b = (b + a * 8 + b0 * 8 + b1 * 7 + b2 * 6 + b3 * 5 + b4 * 4 + b5 * 3 + b6 * 2 + b7) | 0;
      a = (a + b0 + b1 + b2 + b3 + b4 + b5 + b6 + b7) | 0;
    }
    for (; at < stop; at++) {
      a = (a + (bytes[at] as number)) | 0;
      b = (b + a) | 0;
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return ((b << 16) | a) >>> 0;
}
