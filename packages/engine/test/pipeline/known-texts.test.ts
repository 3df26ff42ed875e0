import { ByteReader, ByteWriter, JuteError } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KnownTexts } from '../../src/pipeline/known-texts.ts';

describe('KnownTexts', () => {
  it('reads what a reader reads, however often and in whatever order', () => {
    const texts = new KnownTexts();
    const some = fc.oneof(
      fc.constantFrom('', '/', '/a', '/é', '/\u0000', '/a/b'),
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(some, { maxLength: 40 }), (list) => {
        const writer = new ByteWriter();
        for (const text of list) writer.string(text);
        const expected = new ByteReader(writer.view());
        const reader = new ByteReader(writer.view());
        for (const _ of list) {
          expect(texts.read(reader)).toBe(expected.string());
          expect(reader.offset).toBe(expected.offset);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('does not take bytes that are no UTF-8 for a text with the same units', () => {
    const texts = new KnownTexts();
    const first = new ByteReader(Uint8Array.of(0, 0, 0, 2, 0xc3, 0xa9));
    expect(texts.read(first)).toBe('é');
    const latin = new ByteReader(Uint8Array.of(0, 0, 0, 1, 0xe9));
    expect(texts.read(latin)).toBe('\ufffd');
    expect(texts.read(new ByteReader(Uint8Array.of(0, 0, 0, 1, 0xe9)))).toBe('\ufffd');
  });

  it('throws for what is null or cut off, and leaves the next read right', () => {
    const texts = new KnownTexts();
    expect(() => texts.read(new ByteReader(Uint8Array.of(255, 255, 255, 255)))).toThrow(JuteError);
    expect(() => texts.read(new ByteReader(Uint8Array.of(0, 0, 0, 9, 47)))).toThrow(JuteError);
    expect(texts.read(new ByteReader(Uint8Array.of(0, 0, 0, 1, 47)))).toBe('/');
  });
});
