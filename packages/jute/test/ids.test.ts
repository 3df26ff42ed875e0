import { counterOf, epochOf, hex64, makeZxid, NO_ZXID, zxid } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode, toHex } from './records.ts';

describe('zxid', () => {
  it('is epoch and counter, apart again for every epoch below 2^21', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 21 - 1), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (epoch, counter) => {
        const id = makeZxid(epoch, counter);
        expect(epochOf(id)).toBe(epoch);
        expect(counterOf(id)).toBe(counter);
        expect(hex64(id)).toBe(`0x${((BigInt(epoch) << 32n) | BigInt(counter)).toString(16)}`);
        expect(toHex(encode(zxid, id))).toBe(hex64(id).slice(2).padStart(16, '0'));
      }),
    );
  });

  it('refuses the epoch that would no longer be exact', () => {
    expect(() => makeZxid(2 ** 21, 0)).toThrow(RangeError);
  });

  it('prints as Apache prints it, negative ones too', () => {
    expect(hex64(NO_ZXID)).toBe('0xffffffffffffffff');
    expect(hex64(-(2n ** 63n))).toBe('0x8000000000000000');
  });
});
