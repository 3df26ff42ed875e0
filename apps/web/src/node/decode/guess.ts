import { gbk, utf8, utf16be, utf16le } from './charsets.ts';

export const GUESSES = [
  'empty',
  'json',
  'yaml',
  'xml',
  'properties',
  'text',
  'gbk',
  'utf16le',
  'utf16be',
  'base64',
  'url',
  'gzip',
  'java',
  'binary',
] as const;
export type Guess = (typeof GUESSES)[number];

/** Text beyond it is not taken apart to guess what it is. */
const LOOKED_AT_MAX = 262_144;

/** What the bytes look like; a guess, shown as one. */
export function guessOf(bytes: Uint8Array): Guess {
  if (bytes.length === 0) return 'empty';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  if (bytes[0] === 0xac && bytes[1] === 0xed) return 'java';
  const text = utf8.decode(bytes);
  if (text !== null && !hasControl(text)) return ofText(text);
  return ofOtherCharsets(bytes);
}

function ofText(text: string): Guess {
  if (text.length > LOOKED_AT_MAX) return 'text';
  const start = text.trimStart();
  if (/^[[{"]/.test(start) && parses(text)) return 'json';
  if (/^<(\?xml|!--|!DOCTYPE|[A-Za-z_][\w:.-]*[\s/>])/.test(start) && /<\/|\/>/.test(text)) return 'xml';
  if (text.length >= 16 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    if (isBase64OfSomething(text)) return 'base64';
  }
  if (/%[0-9A-Fa-f]{2}/.test(text) && /^[\w.~!*'()%&=+:/?@,;$-]+$/.test(text)) return 'url';
  return ofLines(text);
}

function ofLines(text: string): Guess {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !/^\s*[#!]/.test(line));
  if (lines.length === 0) return 'text';
  if (lines.every((line) => /^[\w.\-[\]]+\s*=/.test(line))) return 'properties';
  const isYamlLine = (line: string) => /^(---|\s*- |\s*[\w."'/-]+:(\s|$)|\s{2,}\S)/.test(line);
  if (lines.every(isYamlLine) && /^(---|\s*- |[\w."'/-]+:(\s|$))/.test(lines[0] ?? '')) return 'yaml';
  return 'text';
}

/** Base64 is only worth a word when what is in it can be told: text, or packed bytes. */
function isBase64OfSomething(text: string): boolean {
  if (!/[0-9+/=]/.test(text) || !/[A-Z]/.test(text) || !/[a-z]/.test(text)) return false;
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const inner = utf8.decode(bytes);
  return (bytes[0] === 0x1f && bytes[1] === 0x8b) || (inner !== null && !hasControl(inner));
}

function ofOtherCharsets(bytes: Uint8Array): Guess {
  if (bytes.length % 2 === 0) {
    if (bytes[0] === 0xff && bytes[1] === 0xfe && utf16le.decode(bytes) !== null) return 'utf16le';
    if (bytes[0] === 0xfe && bytes[1] === 0xff && utf16be.decode(bytes) !== null) return 'utf16be';
  }
  const text = gbk.decode(bytes);
  return text !== null && !hasControl(text) && /\p{Script=Han}/u.test(text) ? 'gbk' : 'binary';
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
