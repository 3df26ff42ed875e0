import type { View } from '../../routes/tree-search.ts';
import { type Charset, gbk, isWellFormed, latin1, utf8, utf16be, utf16le } from './charsets.ts';
import type { Guess } from './guess.ts';

/** Base64 text that holds text: shown decoded, written encoded. */
const base64: Charset = {
  decode: (bytes) => {
    const text = latin1.decode(bytes)?.trim() ?? '';
    if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
    return utf8.decode(latin1.encode(atob(text)) ?? new Uint8Array());
  },
  encode: (text) => {
    const inner = utf8.encode(text);
    return inner === null ? null : latin1.encode(btoa(latin1.decode(inner) ?? ''));
  },
};

const url: Charset = {
  decode: (bytes) => {
    try {
      return decodeURIComponent(utf8.decode(bytes) ?? '%');
    } catch {
      return null;
    }
  },
  encode: (text) => (isWellFormed(text) ? utf8.encode(encodeURIComponent(text)) : null),
};

/** Views that are text which can be edited, where they lose nothing of these bytes. */
const CHARSETS: Partial<Record<View, Charset>> = {
  text: utf8,
  yaml: utf8,
  xml: utf8,
  properties: utf8,
  gbk,
  latin1,
  utf16le,
  utf16be,
  base64,
  url,
};

export const charsetOf = (view: View): Charset | undefined => CHARSETS[view];

/** Whether the text of these bytes, written again, is these bytes. */
export function isLossless(charset: Charset, bytes: Uint8Array, text: string): boolean {
  const again = charset.encode(text);
  return again !== null && again.length === bytes.length && again.every((byte, at) => byte === bytes[at]);
}

/** The view that a node opens in when nobody chose one. */
export function viewOfGuess(guess: Guess): View {
  switch (guess) {
    case 'gbk':
    case 'utf16le':
    case 'utf16be':
    case 'gzip':
    case 'java':
      return guess;
    case 'binary':
      return 'hex';
    default:
      return 'text';
  }
}

export const LANGUAGES = ['json', 'yaml', 'xml', 'properties'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What the text is coloured as; null: plain. */
export function languageOf(view: View, guess: Guess): Language | null {
  return LANGUAGES.find((each) => each === view) ?? LANGUAGES.find((each) => each === guess) ?? null;
}
