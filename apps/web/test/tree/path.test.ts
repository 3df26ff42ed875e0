import { describe, expect, it } from 'vitest';
import { decodedName, lineageOf, nameOf, parentOf, shortPath, visible } from '../../src/tree/path.ts';

describe('paths', () => {
  it('know their parents, names and ancestors', () => {
    expect([parentOf('/a/b'), parentOf('/a'), parentOf('/')]).toEqual(['/a', '/', '/']);
    expect([nameOf('/a/b'), nameOf('/')]).toEqual(['b', '/']);
    expect(lineageOf('/a/b/c')).toEqual(['/', '/a', '/a/b', '/a/b/c']);
    expect(lineageOf('/')).toEqual(['/']);
  });

  it('decode names that are URL-encoded, and only those', () => {
    expect(decodedName('dubbo%3A%2F%2F10.0.0.1')).toBe('dubbo://10.0.0.1');
    for (const name of ['plain', '100%', '%zz', '%ff']) expect(decodedName(name)).toBeNull();
  });

  it('write hidden and direction-turning characters out', () => {
    expect(visible('a\u202eb\u200bc\u0007')).toBe('a\\u{202e}b\\u{200b}c\\u{7}');
    expect(visible('中文 plain')).toBe('中文 plain');
  });

  it('are cut in the middle, keeping the end', () => {
    expect(shortPath('/short', 10)).toBe('/short');
    expect(shortPath('/kafka/brokers/topics/orders', 15)).toBe('/kafk…cs/orders');
  });
});
