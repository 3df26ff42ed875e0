import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64OfBytes, bytesOfBase64, bytesOfText, hexLines } from '../../src/wire/bytes.ts';

describe('bytes', () => {
  it('come back from base64 as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        expect([...bytesOfBase64(base64OfBytes(bytes))]).toEqual([...bytes]);
      }),
    );
  });

  it('are printed with offset and letters', () => {
    expect(hexLines(bytesOfText('ABCDEFGHI\u0001'), 10)).toEqual([
      { offset: '00000000', hex: '41 42 43 44  45 46 47 48', ascii: 'ABCDEFGH' },
      { offset: '00000008', hex: '49 01', ascii: 'I.' },
    ]);
    expect(hexLines(new Uint8Array(1_000), 3).length).toBe(3);
  });
});
