import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matcherOf } from '../../src/jobs/matcher.ts';

const glob = (query: string, text: string) =>
  matcherOf({ query, as: 'glob', matchCase: true })(text) !== null;

describe('a glob', () => {
  it.each([
    ['*', '', true],
    ['a*', 'abc', true],
    ['*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*a', 'a', false],
    ['?', '😀', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*b*b*', 'abab', true],
    ['*ab*ab*ab*', 'abab', false],
  ])('%s on %s: %s', (query, text, isMatch) => {
    expect(glob(query, text)).toBe(isMatch);
  });

  it('agrees with a search that tries everything', () => {
    const naive = (query: string, text: string): boolean => {
      if (query === '') return text === '';
      if (query[0] === '*')
        return naive(query.slice(1), text) || (text !== '' && naive(query, text.slice(1)));
      return (
        text !== '' && (query[0] === '?' || query[0] === text[0]) && naive(query.slice(1), text.slice(1))
      );
    };
    const chars = (letters: string[], maxLength: number) =>
      fc.array(fc.constantFrom(...letters), { maxLength }).map((all) => all.join(''));
    fc.assert(
      fc.property(chars(['a', 'b', '*', '?'], 8), chars(['a', 'b'], 10), (query, text) => {
        expect(glob(query, text)).toBe(naive(query, text));
      }),
    );
  });
});
