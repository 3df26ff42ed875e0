/** Bytes that are unpacked at most: a small node can hold a very large nothing. */
export const UNPACKED_MAX = 4 * 1_048_576;

export interface Unpacked {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** There was more behind the bound. */
  readonly isCut: boolean;
}

/** Unpacks gzip as far as `UNPACKED_MAX`; null when it is none. */
export async function gunzip(packed: Uint8Array<ArrayBuffer>): Promise<Unpacked | null> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    while (length <= UNPACKED_MAX) {
      const { done, value } = await reader.read();
      if (done) return { bytes: joined(pieces, length), isCut: false };
      pieces.push(value);
      length += value.length;
    }
    await reader.cancel();
    return { bytes: joined(pieces, UNPACKED_MAX), isCut: true };
  } catch {
    return null;
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece.subarray(0, length - at), at);
    at += Math.min(piece.length, length - at);
  }
  return whole;
}
