import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWord, splitWords } from '../src/index.ts';

describe('the words of a line', () => {
  it.each([
    ['get /a', ['get', '/a']],
    ['  get\t/a  ', ['get', '/a']],
    ['set /a "two words"', ['set', '/a', 'two words']],
    ['set /a \'it has "these"\'', ['set', '/a', 'it has "these"']],
    ['set /a in"side"', ['set', '/a', 'in"side"']],
    ['set /a ""', ['set', '/a', '']],
    ['set /a "open', ['set', '/a', 'open']],
    ['"a"b', ['a', 'b']],
    ['"', []],
    ['', []],
    [' \t ', []],
  ])('%j', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it('come back from what quotes them, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (words) => {
        const quoted = words.map(quoteWord);
        fc.pre(quoted.every((each) => each !== null));
        expect(splitWords(quoted.join(' '))).toEqual(words);
      }),
    );
  });

  it('are read from any text without an end to it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\t', '/', '-') }), (line) => {
        for (const word of splitWords(line)) expect(line).toContain(word);
      }),
    );
  });

  it('cannot be written when they hold both quotes and a space', () => {
    expect(quoteWord('a "b" it\'s')).toBeNull();
    expect(quoteWord('plain')).toBe('plain');
    expect(quoteWord('"starts so')).toBe("'\"starts so'");
  });
});
