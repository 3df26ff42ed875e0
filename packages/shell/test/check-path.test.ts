import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkPath, ShellError } from '../src/index.ts';

it.each([
  ['', 'Path length must be > 0'],
  ['a', 'Path must start with / character'],
  ['/a/', 'Path must not end with / character'],
  ['/a//b', 'Invalid path string "/a//b" caused by empty node name specified @3'],
  ['/a/./b', 'Invalid path string "/a/./b" caused by relative paths not allowed @3'],
  ['/a/../b', 'Invalid path string "/a/../b" caused by relative paths not allowed @4'],
  ['/a\u0000', 'Invalid path string "/a\u0000" caused by null character not allowed @2'],
  ['/a\u0007b', 'Invalid path string "/a\u0007b" caused by invalid character @2'],
  ['/\u{1f600}', 'Invalid path string "/\u{1f600}" caused by invalid character @1'],
])('%j is refused in the words of Apache’s client', (path, words) => {
  expect(() => checkPath(path)).toThrow(new ShellError(words));
});

it.each(['/', '/a', '/a/b.c', '/...', '/.a', '/ünïcode 值', '/a b'])('%j is a path', (path) => {
  expect(() => checkPath(path)).not.toThrow();
});

it('takes a sequential node’s prefix, which may end with a slash', () => {
  expect(() => checkPath('/queue/', true)).not.toThrow();
});

it('refuses with a sentence or takes, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('/', '.', 'a', '\u0000', '\ud800', ' ') }), (path) => {
      const isPath =
        path === '/' || /^(\/[^/]+)+$/.test(path) ? !/(^|\/)\.\.?(\/|$)|[\0\ud800]/.test(path) : false;
      if (isPath) expect(() => checkPath(path)).not.toThrow();
      else expect(() => checkPath(path)).toThrow(ShellError);
    }),
  );
});
