import { ByteReader, JuteError } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecs, encode, toHex } from './records.ts';

const MAX_ITEMS = 4;
const MIN_64 = -(2n ** 63n);
const MAX_64 = 2n ** 63n - 1n;

const edgesOf64 = fc.constantFrom(0n, -1n, 1n, MIN_64, MAX_64, 0xff000000000003e8n - 2n ** 64n, 2n ** 32n);
const bigint64 = fc.oneof(edgesOf64, fc.bigInt({ min: MIN_64, max: MAX_64 }));
const safe64 = fc.oneof(fc.constantFrom(0, -1, 2 ** 32 - 1, 2 ** 32, -(2 ** 32)), fc.maxSafeInteger());
const bytes = fc.uint8Array({ maxLength: 12 });
const text = fc.string({ unit: 'grapheme', maxLength: 12 });

/**
 * A reader that invents what it reads: so the record's own declaration says what an arbitrary value of it is,
 * and no second table of layouts can disagree with it.
 */
class InventingReader extends ByteReader {
  private readonly draw: fc.GeneratorValue;
  constructor(draw: fc.GeneratorValue) {
    super();
    this.draw = draw;
  }
  override bool = () => this.draw(fc.boolean);
  override i32 = () => this.draw(fc.integer);
  override i64 = () => this.draw(() => safe64);
  override i64Big = () => this.draw(() => bigint64);
  override buffer = () => this.draw(() => fc.option(bytes));
  override string = () => this.draw(() => text);
  override nullableString = () => this.draw(() => fc.option(text));
  override count = () => this.draw(() => fc.integer({ min: -1, max: MAX_ITEMS }));
}

describe('every record', () => {
  for (const [name, codec] of codecs) {
    it(`${name} survives encoding and decoding, and no prefix of it passes for it`, () => {
      fc.assert(
        fc.property(fc.gen(), (draw) => {
          const value = codec.read(new InventingReader(draw));
          const wire = encode(codec, value);
          expect(wire.length).toBeGreaterThanOrEqual(codec.minBytes);
          const reader = new ByteReader(wire);
          const back = codec.read(reader);
          expect(reader.remaining()).toBe(0);
          expect(back).toEqual(value);
          expect(toHex(encode(codec, back))).toBe(toHex(wire));
          for (let end = 0; end < wire.length; end++) {
            expect(() => codec.read(new ByteReader(wire, 0, end))).toThrow(JuteError);
          }
        }),
        { numRuns: 60 },
      );
    });

    it(`${name} makes of arbitrary bytes a value or a JuteError, never anything else`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 120 }), (junk) => {
          const reader = new ByteReader(junk);
          try {
            codec.read(reader);
          } catch (error) {
            expect(error).toBeInstanceOf(JuteError);
          }
          expect(reader.offset).toBeLessThanOrEqual(junk.length);
        }),
        { numRuns: 100 },
      );
    });
  }
});
