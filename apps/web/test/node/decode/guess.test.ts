import { describe, expect, it } from 'vitest';
import { gbk } from '../../../src/node/decode/charsets.ts';
import { type Guess, guessOf } from '../../../src/node/decode/guess.ts';
import { bytesOfText } from '../../../src/wire/bytes.ts';

const texts: readonly (readonly [string, Guess])[] = [
  ['{"a": [1]}', 'json'],
  ['{not json', 'text'],
  ['# c\nkey=value\nother.key = 2\n', 'properties'],
  ['key: value\nlist:\n  - a\n  - b\n', 'yaml'],
  ['<?xml version="1.0"?><a>1</a>', 'xml'],
  ['<not xml', 'text'],
  ['SGVsbG8gdGhlcmUsIHRoaXMgaXMgdGV4dA==', 'base64'],
  ['abcdefghijklmnop', 'text'],
  ['dubbo%3A%2F%2F10.0.0.1', 'url'],
  ['just words', 'text'],
];

describe('a guess', () => {
  it.each(texts)('of %j is %s', (text, guess) => {
    expect(guessOf(bytesOfText(text))).toBe(guess);
  });

  it('of bytes goes by their beginning, then by what they could be', () => {
    expect(guessOf(new Uint8Array())).toBe('empty');
    expect(guessOf(new Uint8Array([0x1f, 0x8b, 8]))).toBe('gzip');
    expect(guessOf(new Uint8Array([0xac, 0xed, 0, 5]))).toBe('java');
    expect(guessOf(new Uint8Array([0xff, 0xfe, 0x41, 0]))).toBe('utf16le');
    expect(guessOf(gbk.encode('配置中心') ?? new Uint8Array())).toBe('gbk');
    expect(guessOf(new Uint8Array([1, 2, 3]))).toBe('binary');
  });
});
