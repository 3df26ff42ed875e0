const TABLE = new Int32Array(256);
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  TABLE[n] = c;
}

/** CRC-32 (IEEE) of bytes[start, end), continuing from `seed` (0 for a fresh sum). Unsigned. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  let c = ~seed;
  for (let at = start; at < end; at++) c = (TABLE[(c ^ (bytes[at] as number)) & 0xff] as number) ^ (c >>> 8);
  return ~c >>> 0;
}
