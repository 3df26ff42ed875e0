import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSearchText, searchText } from '../../src/routes/search-text.ts';
import { validateTreeSearch } from '../../src/routes/tree-search.ts';

describe('the query of the URL', () => {
  it.each([
    '/dubbo%3A%2F%2F10.0.0.1%3A20880 ?a=b&c#d+中文',
    '/100%',
    '/%zz',
    '/a=b&path=/c',
    '/__proto__',
    '/quote\'"<>',
  ])('brings %s back as it was', (path) => {
    expect(parseSearchText(searchText({ path }))).toEqual({ path });
  });

  it('brings every text back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        expect(parseSearchText(searchText({ path: value, q: value }))).toEqual({ path: value, q: value });
      }),
    );
  });

  it('leaves slashes, colons, commas and at signs readable', () => {
    expect(searchText({ path: '/a/b:2181,c@d' })).toBe('?path=/a/b:2181,c@d');
    expect(searchText({ path: '', q: undefined })).toBe('');
  });

  it('drops what no page knows', () => {
    const search = { path: 'relative', tab: 'nonsense', as: 'hex', q: '', other: 'x' };
    expect(validateTreeSearch(search)).toEqual({ as: 'hex' });
  });
});
