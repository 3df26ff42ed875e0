import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merge } from '../../src/node/merge.ts';

describe('a three-way merge', () => {
  it('takes what only one side changed', () => {
    expect(merge('a\nb\nc\nd', 'a\nB\nc\nd', 'a\nb\nc\nD')).toEqual({ text: 'a\nB\nc\nD', overlaps: 0 });
    expect(merge('a\nb', 'a\nb\nmine', 'theirs\na\nb')).toEqual({ text: 'theirs\na\nb\nmine', overlaps: 0 });
  });

  it('marks what both changed, and drops neither', () => {
    const { text, overlaps } = merge('a\nb\nc', 'a\nmine\nc', 'a\ntheirs\nc');
    expect(overlaps).toBe(1);
    expect(text).toBe('a\n<<<<<<< mine\nmine\n=======\ntheirs\n>>>>>>> theirs\nc');
  });

  const texts = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 }).map((lines) => lines.join('\n'));

  it('with an unchanged side is the other side; with two equal ones it is either', () => {
    fc.assert(
      fc.property(texts, texts, (base, other) => {
        expect(merge(base, base, other)).toEqual({ text: other, overlaps: 0 });
        expect(merge(base, other, base)).toEqual({ text: other, overlaps: 0 });
        expect(merge(base, other, other)).toEqual({ text: other, overlaps: 0 });
      }),
    );
  });
});
