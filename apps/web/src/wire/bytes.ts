/** Base64 text to bytes; the text comes from our own server, so it is well formed. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** Bytes to base64 text, in pieces that fit on the call stack. */
export function base64OfBytes(bytes: Uint8Array): string {
  let binary = '';
  for (let from = 0; from < bytes.length; from += 8_192) {
    binary += String.fromCharCode(...bytes.subarray(from, from + 8_192));
  }
  return btoa(binary);
}

export function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly ascii: string;
}

/** Bytes of one line: as many as fit beside the tree on a laptop. */
export const HEX_LINE_BYTES = 8;

/** Offset, bytes and letters as `hexdump -C` prints them; at most `linesMax` lines. */
export function hexLines(bytes: Uint8Array, linesMax: number): HexLine[] {
  const lines: HexLine[] = [];
  for (let from = 0; from < bytes.length && lines.length < linesMax; from += HEX_LINE_BYTES) {
    const piece = bytes.subarray(from, from + HEX_LINE_BYTES);
    let hex = '';
    let ascii = '';
    for (const [index, byte] of piece.entries()) {
      hex +=
        (index === 0 ? '' : index === HEX_LINE_BYTES / 2 ? '  ' : ' ') + byte.toString(16).padStart(2, '0');
      ascii += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.';
    }
    lines.push({ offset: from.toString(16).padStart(8, '0'), hex, ascii });
  }
  return lines;
}
