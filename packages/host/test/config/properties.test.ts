import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProperties } from '../../src/config/properties.ts';

const pairs = (text: string) => parseProperties(text).map(({ key, value }) => [key, value]);

describe('properties syntax', () => {
  it.each([
    ['separators', 'a=1\nb:2\nc 3\nd = 4\ne : 5\nf\t6', 'a=1|b=2|c=3|d=4|e=5|f=6'],
    ['only the first separator counts', 'a==1\nb=:2\nc =  = 3', 'a==1|b=:2|c== 3'],
    ['comments and blank lines', '# a=1\n  ! b=2\n\n   \nc=3 # not a comment', 'c=3 # not a comment'],
    ['a key without a value', 'a\nb=', 'a=|b='],
    ['blanks at the end of a value stay', 'a=1  ', 'a=1  '],
    ['escapes in a value', 'a=\\t\\n\\r\\f\\\\x\\:\\q', 'a=\t\n\r\f\\x:q'],
    ['escapes in a key', 'a\\ b\\=c\\:d=1', 'a b=c:d=1'],
    ['unicode escapes', 'a=\\u00e9\\u4e2D', 'a=é中'],
    ['a continued line drops the blanks after it', 'a=1,\\\n   2,\\\n\t3\nb=4', 'a=1,2,3|b=4'],
    ['two backslashes at the end do not continue', 'a=1\\\\\nb=2', 'a=1\\|b=2'],
    ['a continued line may look like a comment', 'a=1\\\n#2', 'a=1#2'],
    ['a comment is not continued', '# a\\\nb=1', 'b=1'],
    ['all ends of line', 'a=1\rb=2\r\nc=3', 'a=1|b=2|c=3'],
    ['a backslash at the end of the file', 'a=1\\', 'a=1'],
  ])('%s', (_, text, expected) => {
    expect(
      pairs(text)
        .map((pair) => pair.join('='))
        .join('|'),
    ).toBe(expected);
  });

  it('numbers lines from 1, a continued one by its first', () => {
    expect(parseProperties('\n#\na=1\\\n 2\nb=3').map(({ line }) => line)).toEqual([3, 5]);
  });

  it('refuses a broken unicode escape and names the line', () => {
    expect(() => parseProperties('a=1\nb=\\u12g4')).toThrow('line 2');
  });

  it('reads back every key and value that is written with escapes', () => {
    const ascii = fc.string({ unit: 'binary-ascii', minLength: 1 });
    const escaped = (text: string) =>
      [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    fc.assert(
      fc.property(ascii, ascii, (key, value) => {
        expect(pairs(`${escaped(key)}=${escaped(value)}`)).toEqual([[key, value]]);
      }),
    );
  });

  it('never throws anything but its own error', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\\', 'u', '0', '=', '\n', '\r', ' ', 'a', '#') }),
        (text) => {
          try {
            parseProperties(text);
          } catch (error) {
            expect(String(error)).toMatch(/line \d+ holds/);
          }
        },
      ),
    );
  });
});
