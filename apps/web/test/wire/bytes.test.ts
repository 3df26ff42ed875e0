import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base64OfBytes,
  bytesOfBase64,
  bytesOfText,
  guessOf,
  hexLines,
  textOfBytes,
} from '../../src/wire/bytes.ts';

const guess = (bytes: Uint8Array) => guessOf(bytes, textOfBytes(bytes));

describe('bytes', () => {
  it('come back from base64 as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        expect([...bytesOfBase64(base64OfBytes(bytes))]).toEqual([...bytes]);
      }),
    );
  });

  it('are text only when nothing is lost', () => {
    expect(textOfBytes(bytesOfText('\ufeff你好\n'))).toBe('\ufeff你好\n');
    expect(textOfBytes(new Uint8Array([0xc3, 0x28]))).toBeNull();
  });

  it('look like what they are', () => {
    expect(guess(new Uint8Array())).toBe('empty');
    expect(guess(bytesOfText('{"a": [1]}'))).toBe('json');
    expect(guess(bytesOfText('{not json'))).toBe('text');
    expect(guess(bytesOfText('key=value'))).toBe('text');
    expect(guess(new Uint8Array([0x1f, 0x8b, 8]))).toBe('gzip');
    expect(guess(new Uint8Array([0xac, 0xed, 0, 5]))).toBe('java');
    expect(guess(new Uint8Array([1, 2, 3]))).toBe('binary');
  });

  it('are printed with offset and letters', () => {
    expect(hexLines(bytesOfText('ABCDEFGHI\u0001'), 10)).toEqual([
      { offset: '00000000', hex: '41 42 43 44  45 46 47 48', ascii: 'ABCDEFGH' },
      { offset: '00000008', hex: '49 01', ascii: 'I.' },
    ]);
    expect(hexLines(new Uint8Array(1_000), 3).length).toBe(3);
  });
});
