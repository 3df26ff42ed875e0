import { expect, it } from 'vitest';
import { FULL_VERSION } from '../src/version.ts';

it('has the shape that clients parse', () => {
  // go-zk: letters, digits, dots and hyphens, then a date; kazoo: the dotted numbers before the first hyphen.
  expect(FULL_VERSION).toMatch(/^[A-Za-z0-9.-]+, built on \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  expect(FULL_VERSION.split('-')[0]).toBe('3.9.5');
});
