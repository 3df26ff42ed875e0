import { expect, it } from 'vitest';
import { lineLogger } from '../../src/server/logger.ts';

it('writes one line per message, whatever stands in it', () => {
  const lines: string[] = [];
  lineLogger((line) => lines.push(line)).warn('a\nb\tc\u001b[31m\u202ed\u2028');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z WARN a\\nb\\tc\\u001b\[31m\\u202ed\\u2028\n$/);
});
