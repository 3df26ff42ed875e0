import { expect, it } from 'vitest';
import { restrainedLogger } from '../../src/server/restrained-logger.ts';

it('passes on fifty lines a second and counts the rest', () => {
  const lines: string[] = [];
  const keep = (message: string) => lines.push(message);
  let ms = 0;
  const logger = restrainedLogger({ info: keep, warn: keep, error: keep }, () => ms);
  for (let line = 1; line <= 1000; line += 1) logger.warn(`line ${line}`);
  expect(lines).toHaveLength(50);
  ms = 999;
  logger.info('still the same second');
  expect(lines).toHaveLength(50);
  ms = 1000;
  logger.error('the next');
  expect(lines.slice(50)).toEqual(['951 more messages about connections were left out', 'the next']);
});

it('leaves out nothing when there is little to say', () => {
  const lines: string[] = [];
  let ms = 0;
  const logger = restrainedLogger(
    { info: (message) => lines.push(message), warn: () => {}, error: () => {} },
    () => ms,
  );
  for (; ms < 5000; ms += 100) logger.info('quiet');
  expect(lines).toHaveLength(50);
});
