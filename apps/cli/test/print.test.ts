import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { launcher, run } from './built.ts';

const folder = mkdtempSync(join(tmpdir(), 'vivarium-print-'));
afterAll(() => rmSync(folder, { recursive: true }));

const emptyLog = join(folder, 'log.1');
// A log's header: magic ZKLG, version 2, dbid 0.
writeFileSync(emptyLog, Buffer.from('5a4b4c47000000020000000000000000', 'hex'));

it('log print shows an empty log', async () => {
  expect(await run(launcher, ['log', 'print', emptyLog])).toMatchObject({ code: 0, stderr: '' });
});

it('a reader that has seen enough, as head, ends log print without a complaint', async () => {
  const piped = `"${process.execPath}" "${launcher}" log print "${emptyLog}" | true; echo "\${PIPESTATUS[0]}"`;
  const ended = await run('/bin/bash', ['-c', piped]);
  expect(ended).toEqual({ code: 0, stdout: '0\n', stderr: '' });
});
