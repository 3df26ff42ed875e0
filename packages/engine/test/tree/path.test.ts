import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPath, hasParentAndNoNul, nameOf, parentOf, sequentialSuffix } from '../../src/tree/path.ts';

describe('checkPath', () => {
  test.each([
    '/',
    '/a',
    '/a/b',
    '/a b',
    '/...',
    '/a/..b',
    '/.a',
    '/a./b',
    '/a../b',
    '/é€',
    '/\uf900',
    '/\uffef',
    '/~',
  ])('AC1 takes %j', (path) => {
    expect(checkPath(path)).toBeNull();
  });

  test.each([
    ['', /empty/],
    ['a', /start with/],
    ['a/b', /start with/],
    ['/a/', /end with/],
    ['//', /end with/],
    ['//a', /empty node name/],
    ['/a//b', /empty node name/],
    ['/.', /relative/],
    ['/..', /relative/],
    ['/./a', /relative/],
    ['/../a', /relative/],
    ['/a/./b', /relative/],
    ['/a/../b', /relative/],
    ['/a/..', /relative/],
    ['/a\0', /null character/],
    ['/\u0001', /invalid character @1/],
    ['/a\u001f', /invalid character @2/],
    ['/\u007f', /invalid/],
    ['/\u009f', /invalid/],
    ['/\ud800', /invalid/],
    ['/\u{1f600}', /invalid/],
    ['/\uf8ff', /invalid/],
    ['/\ufff0', /invalid/],
    ['/\uffff', /invalid/],
  ])('AC1 refuses %j', (path, reason) => {
    expect(checkPath(path)).toMatch(reason);
  });

  test('AC1 names the place of the bad character', () => {
    expect(checkPath('/ab\u0001c')).toBe('invalid character @3');
  });

  test.each(['/a/', '/', '/a/.', '/a/..', '/a/b-'])('AC2 takes %j before a sequence number', (path) => {
    expect(checkPath(path, true)).toBeNull();
  });

  test.each(['', 'a', '//', '/a//', '/./', '/a/../', '/a\0'])(
    'AC2 refuses %j before a sequence number',
    (path) => {
      expect(checkPath(path, true)).not.toBeNull();
    },
  );

  test('AC2 a sequential path is as good as the name it gets', () => {
    const parts = fc.array(fc.constantFrom('/', '.', 'a', '\u0001', '\ud800', 'é'), { maxLength: 8 });
    fc.assert(
      fc.property(parts, (units) => {
        const path = units.join('');
        expect(checkPath(path, true) === null).toBe(checkPath(`${path}1`) === null);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parts of a path', () => {
  test('AC3 parent and name', () => {
    expect([parentOf('/a'), parentOf('/a/b'), parentOf('/')]).toEqual(['/', '/a', '/']);
    expect([nameOf('/a'), nameOf('/a/b'), nameOf('/')]).toEqual(['a', 'b', '']);
  });

  test('AC3 the first look of create and delete is for a slash and for NUL', () => {
    expect(['/a', 'a/b', '/t//b'].every(hasParentAndNoNul)).toBe(true);
    expect(['a', '', '/a\0'].some(hasParentAndNoNul)).toBe(false);
  });
});

describe('sequentialSuffix', () => {
  test.each([
    [0, '0000000000'],
    [7, '0000000007'],
    [2147483647, '2147483647'],
    [-1, '-000000001'],
    [-2147483647, '-2147483647'],
    [-2147483648, '-2147483648'],
  ])('AC4 %i is written %s', (cversion, text) => {
    expect(sequentialSuffix(cversion)).toBe(text);
  });
});
