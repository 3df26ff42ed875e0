import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathFault, versionFault } from '../src/arguments.ts';

describe('a path', () => {
  it.each(['/', '/a', '/a/b', '/...', '/.a', '/a b', '/中文', '/a.'])('"%s" is one', (path) => {
    expect(pathFault(path)).toBeNull();
  });

  it.each([
    ['', 'starts with "/"'],
    ['a', 'starts with "/"'],
    ['/a/', 'does not end with "/"'],
    ['//a', 'empty name at 1'],
    ['/a//b', 'empty name at 3'],
    ['/.', '"." and ".."'],
    ['/a/..', '"." and ".."'],
    ['/../a', '"." and ".."'],
    ['/a\0', 'U+0000 at 2'],
    ['/a\u{7f}b', 'U+007F at 2'],
    ['/\ud83d\ude00', 'U+D83D at 1'],
    ['/\uffff', 'U+FFFF at 1'],
    [undefined, 'A path is text'],
  ])('%j is none, and it is said why', (path, words) => {
    expect(pathFault(path)).toContain(words);
  });

  it('that gets a number may end where the number begins', () => {
    for (const path of ['/', '/a/', '/a/.', '/a/..', '/a-']) expect(pathFault(path, true)).toBeNull();
    for (const path of ['', 'a', '/a//', '/../a']) expect(pathFault(path, true)).not.toBeNull();
  });

  it('of good names is good, whatever they are', () => {
    const name = fc.stringMatching(/^[a-z0-9_ -]{1,8}$/);
    fc.assert(fc.property(fc.array(name), (names) => pathFault(`/${names.join('/')}`) === null));
  });
});

describe('a version', () => {
  it('is a whole number of 32 bits', () => {
    for (const version of [-1, 0, 7, 2 ** 31 - 1, -(2 ** 31)]) expect(versionFault(version)).toBeNull();
    for (const version of [0.5, Number.NaN, 2 ** 31, Number.POSITIVE_INFINITY]) {
      expect(versionFault(version)).toContain('is no version');
    }
  });
});
