import { expect, it } from 'vitest';
import { protectingPrefix } from '../../src/guard/protecting.ts';

it('a prefix protects itself and what is below, not what begins alike', () => {
  const prefixes = ['/zookeeper', '/test'];
  expect(protectingPrefix(prefixes, '/test')).toBe('/test');
  expect(protectingPrefix(prefixes, '/test/a')).toBe('/test');
  expect(protectingPrefix(prefixes, '/test2')).toBeNull();
  expect(protectingPrefix(['/'], '/a')).toBe('/');
});
