import { expect, it } from 'vitest';
import { javaDate } from '../src/index.ts';

it.each([
  [0, 'UTC', 'Thu Jan 01 00:00:00 UTC 1970'],
  [1_795_366_314_000, 'UTC', 'Sun Nov 22 16:51:54 UTC 2026'],
  [1_795_366_314_000, 'Europe/Berlin', 'Sun Nov 22 17:51:54 CET 2026'],
  [1_782_000_000_000, 'America/New_York', 'Sat Jun 20 20:00:00 EDT 2026'],
  [1_782_000_000_000, 'Asia/Kathmandu', 'Sun Jun 21 05:45:00 GMT+05:45 2026'],
])('%d in %s', (ms, zone, text) => {
  expect(javaDate(ms, zone)).toBe(text);
});
