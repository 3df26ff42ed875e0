import {
  ByteReader,
  ByteWriter,
  buffer,
  type Codec,
  i64,
  JuteError,
  nullableString,
  string,
  vector,
} from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecs, encode, fromHex, toHex } from './records.ts';

function big(hex: string): ByteReader {
  return new ByteReader(fromHex(hex));
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof JuteError) return error.code;
    throw error;
  }
  return 'none';
}

describe('64-bit values', () => {
  const edges: [string, bigint][] = [
    ['0000000000000000', 0n],
    ['ffffffffffffffff', -1n],
    ['7fffffffffffffff', 2n ** 63n - 1n],
    ['8000000000000000', -(2n ** 63n)],
    ['00000000ffffffff', 2n ** 32n - 1n],
    ['ffffffff00000000', -(2n ** 32n)],
    ['ff000000000003e8', -(2n ** 56n) + 1000n],
  ];
  it('are exact as a bigint, at every edge, both ways', () => {
    for (const [hex, value] of edges) {
      expect(big(hex).i64Big()).toBe(value);
      const writer = new ByteWriter();
      writer.i64Big(value);
      expect(toHex(writer.view())).toBe(hex);
    }
  });

  it('are exact as a number within 2^53', () => {
    for (const value of [0, -1, 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 32, -(2 ** 32)]) {
      const wire = encode(i64, value);
      expect(new ByteReader(wire).i64Big()).toBe(BigInt(value));
      expect(new ByteReader(wire).i64()).toBe(value);
    }
  });

  it('are the nearest number beyond 2^53, which keeps their order', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
        const writer = new ByteWriter();
        writer.i64Big(value);
        expect(new ByteReader(writer.view()).i64()).toBe(Number(value));
      }),
    );
  });

  it('are written as they were read when beyond 2^53, the greatest included', () => {
    expect(toHex(encode(i64, -(2 ** 63)))).toBe('8000000000000000');
    expect(toHex(encode(i64, 2 ** 60))).toBe('1000000000000000');
    // What 7fffffffffffffff reads as; a wrap to the least value would turn the order round.
    expect(toHex(encode(i64, 2 ** 63))).toBe('7fffffffffffffff');
  });

  it('that are no integer, or need more than 64 bits, are refused', () => {
    for (const value of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 64, -(2 ** 64)]) {
      expect(() => encode(i64, value)).toThrow(RangeError);
    }
  });
});

describe('text', () => {
  it('keeps a leading byte order mark and astral characters', () => {
    for (const text of ['', '\uFEFF/a', '/\u{1F984}', '/été', '/水', 'x'.repeat(5000)]) {
      expect(new ByteReader(encode(string, text)).string()).toBe(text);
    }
  });

  it('agrees with the platform for every string, short and long, ASCII and not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const wire = encode(string, text);
        const utf8 = Buffer.from(text, 'utf8');
        expect(toHex(wire.subarray(4))).toBe(utf8.toString('hex'));
        // The platform's own round trip replaces lone surrogates, as UTF-8 cannot hold them.
        expect(new ByteReader(wire).string()).toBe(utf8.toString('utf8'));
      }),
    );
  });

  it('replaces a lone surrogate and bytes that are no UTF-8 by U+FFFD', () => {
    expect(toHex(encode(string, '\ud800'))).toBe('00000003efbfbd');
    expect(big('000000022fff').string()).toBe('/\ufffd');
    expect(big('00000003' + '2fc328').string()).toBe('/\ufffd(');
  });

  it('is null for length -1 where null is allowed, an error elsewhere', () => {
    expect(big('ffffffff').nullableString()).toBeNull();
    expect(codeOf(() => big('ffffffff').string())).toBe('null');
  });
});

describe('lengths', () => {
  it('below -1 are errors', () => {
    for (const codec of [buffer, string, nullableString, vector(string)] as Codec<unknown>[]) {
      for (const length of ['fffffffe', '80000000']) {
        expect(codeOf(() => codec.read(big(`${length}00000000`)))).toBe('length');
      }
    }
  });

  it('beyond the bytes that are there are errors, at the offset of the length', () => {
    for (const codec of [buffer, string, nullableString] as Codec<unknown>[]) {
      for (const length of ['7fffffff', '00000005']) {
        const reader = new ByteReader(fromHex(`aa${length}00000000`), 1);
        expect(() => codec.read(reader)).toThrow(expect.objectContaining({ code: 'truncated', offset: 1 }));
      }
    }
  });

  it('are checked against `end`, not against the array', () => {
    const bytes = fromHex('00000004aabbccdd');
    expect(codeOf(() => new ByteReader(bytes, 0, 6).buffer())).toBe('truncated');
    expect(new ByteReader(bytes).buffer()).toEqual(fromHex('aabbccdd'));
  });

  it('of a vector are refused before its first item is read, whatever the item', () => {
    for (const [name, item] of codecs) {
      const untouched: Codec<unknown> = {
        name,
        minBytes: item.minBytes,
        read: () => expect.fail('an item was read'),
        write: () => {},
      };
      const room = 100;
      const writer = new ByteWriter();
      writer.i32(Math.floor(room / item.minBytes) + 1);
      writer.raw(new Uint8Array(room));
      expect(item.minBytes, name).toBeGreaterThan(0);
      expect(
        codeOf(() => vector(untouched).read(new ByteReader(writer.view()))),
        name,
      ).toBe('truncated');
    }
  });
});
