import { expect, it } from 'vitest';
import { lineBreakOf } from '../../../src/node/code/line-breaks.ts';

it('lines are broken as all of the text breaks them, and by the plain break where it is mixed', () => {
  expect(lineBreakOf('a\r\nb\r\n')).toBe('\r\n');
  expect(lineBreakOf('a\r\nb\nc')).toBe('\n');
  expect(lineBreakOf('\na\r\n')).toBe('\n');
  expect(lineBreakOf('a\rb\r\n')).toBe('\n');
  expect(lineBreakOf('ab')).toBe('\n');
});
