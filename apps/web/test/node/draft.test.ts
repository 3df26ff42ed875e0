import type { NodeView } from '@vivarium/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines, draftOf, draftState, rebased } from '../../src/node/draft.ts';

const node = (version: number, czxid = '0x5') => ({ path: '/a', stat: { version, czxid } }) as NodeView;

describe('a draft', () => {
  it('is clean, dirty, in conflict, or of a node that was made anew', () => {
    const clean = draftOf(node(1), 'base', 'text');
    const dirty = { ...clean, text: 'mine' };
    expect(draftState(clean, node(1))).toBe('clean');
    expect(draftState(clean, node(2))).toBe('clean');
    expect(draftState(dirty, node(1))).toBe('dirty');
    expect(draftState(dirty, node(2))).toBe('conflict');
    expect(draftState(dirty, node(1, '0x9'))).toBe('recreated');
  });

  it('keeps its text when it takes a newer node for its base', () => {
    const next = rebased({ ...draftOf(node(1), 'base', 'text'), text: 'mine' }, node(4), 'theirs');
    expect([next.text, next.baseText, next.baseVersion]).toEqual(['mine', 'theirs', 4]);
    expect(draftState(next, node(4))).toBe('dirty');
  });
});

describe('the difference of two texts', () => {
  it('keeps equal lines and shows what goes before what comes', () => {
    expect(diffLines('a\nb\nc', 'a\nx\nc')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: 'b' },
      { kind: 'added', text: 'x' },
      { kind: 'same', text: 'c' },
    ]);
  });

  it('holds both texts whole, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const without = (kind: string) =>
          lines
            .filter((line) => line.kind !== kind)
            .map((line) => line.text)
            .join('\n');
        expect([without('added'), without('removed')]).toEqual([before, after]);
      }),
    );
  });
});
