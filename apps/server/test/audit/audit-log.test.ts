import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog, firstBrokenLine, type WriteEntry } from '../../src/audit/audit-log.ts';

let dir: string;
let path: string;
const entry = (znode: string): WriteEntry => ({
  who: 'page-1',
  from: '127.0.0.1',
  connection: 'test',
  op: 'setData',
  path: znode,
  expectsVersion: 1,
  oldSha256: null,
  newSha256: 'ab',
});

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vivarium-audit-'));
  path = join(dir, 'audit.jsonl');
});
afterEach(() => rm(dir, { recursive: true }));

describe('the audit log', () => {
  it('holds a record when `begin` resolves, readable by its owner only', async () => {
    const log = await AuditLog.open(path, () => 0);
    await log.begin([entry('/a\nforged line')]);
    const text = await readFile(path, 'utf8');
    expect(text.trimEnd().split('\n').length).toBe(1);
    expect(JSON.parse(text)).toMatchObject({ seq: 1, path: '/a\nforged line' });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await log.close();
  });

  it('chains records over restarts and concurrent writers', async () => {
    for (let run = 0; run < 3; run += 1) {
      const log = await AuditLog.open(path, () => run);
      const records = await Promise.all(['/a', '/b', '/c'].map((znode) => log.begin([entry(znode)])));
      await Promise.all(records.map((record) => log.end([[record, 'ok']])));
      await log.close();
    }
    const text = await readFile(path, 'utf8');
    expect(text.trimEnd().split('\n').length).toBe(18);
    expect(firstBrokenLine(text)).toBeNull();
  });

  it('shows a line that was altered or removed', async () => {
    const log = await AuditLog.open(path, () => 0);
    for (const znode of ['/a', '/b', '/c']) await log.begin([entry(znode)]);
    await log.close();
    const text = await readFile(path, 'utf8');
    expect(firstBrokenLine(text.replace('"/b"', '"/x"'))).toBe(2);
    expect(firstBrokenLine(text.split('\n').toSpliced(1, 1).join('\n'))).toBe(2);
  });

  it('goes on after a line that a crash tore', async () => {
    const first = await AuditLog.open(path, () => 0);
    await first.begin([entry('/a')]);
    await first.close();
    await appendFile(path, '{"seq":2,"kind":"wri');
    const second = await AuditLog.open(path, () => 0);
    await second.begin([entry('/b')]);
    await second.close();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBe(3);
    expect(firstBrokenLine(lines.join('\n'))).toBeNull();
    // A record that somebody made unreadable is missed by the next one.
    const garbled = [(lines[0] as string).slice(5), ...lines.slice(1)];
    expect(firstBrokenLine(garbled.join('\n'))).toBe(1);
  });
});
