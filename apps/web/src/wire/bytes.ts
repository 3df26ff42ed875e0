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

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of the bytes, or null when they are not UTF-8: only a lossless view may be edited. */
export function textOfBytes(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

export function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export type Guess = 'empty' | 'json' | 'text' | 'gzip' | 'java' | 'binary';

/** What the bytes look like; a guess, shown as one. */
export function guessOf(bytes: Uint8Array, text: string | null): Guess {
  if (bytes.length === 0) return 'empty';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  if (bytes[0] === 0xac && bytes[1] === 0xed) return 'java';
  if (text === null || hasControl(text)) return 'binary';
  return /^\s*[[{"]/.test(text) && parses(text) ? 'json' : 'text';
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) return true;
  }
  return false;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly ascii: string;
}

/** Sixteen bytes a line, as `hexdump -C` prints them; at most `linesMax` lines. */
export function hexLines(bytes: Uint8Array, linesMax: number): HexLine[] {
  const lines: HexLine[] = [];
  for (let from = 0; from < bytes.length && lines.length < linesMax; from += 16) {
    const piece = bytes.subarray(from, from + 16);
    let hex = '';
    let ascii = '';
    for (const [index, byte] of piece.entries()) {
      hex += (index === 8 ? '  ' : index === 0 ? '' : ' ') + byte.toString(16).padStart(2, '0');
      ascii += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.';
    }
    lines.push({ offset: from.toString(16).padStart(8, '0'), hex, ascii });
  }
  return lines;
}
