import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BytePattern } from '../../src/index.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'ß', 'é'), maxLength: 30 });

it('finds what a search of the text finds', () => {
  fc.assert(
    fc.property(
      letters,
      letters.filter(({ length }) => length > 0),
      fc.boolean(),
      (text, wanted, isCaseSensitive) => {
        const folded = (each: string): string => (isCaseSensitive ? each : each.replaceAll('A', 'a'));
        const bytes = Buffer.from(`__${text}__`);
        const at = Buffer.from(folded(text)).indexOf(folded(wanted));
        expect(new BytePattern(wanted, isCaseSensitive).find(bytes, 2, bytes.length - 2)).toBe(at);
      },
    ),
  );
});

it('takes no empty text', () => {
  expect(() => new BytePattern('', true)).toThrow(RangeError);
});
