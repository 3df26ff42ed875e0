import path from 'node:path';
import { expect, test } from 'vitest';
import { printLog, printSnapshot } from '../../src/storage/print-files.ts';
import { folderOf, Session, temporaryDirectory } from './storage-fixture.ts';

test('a log is printed a transaction a line, a snapshot a znode a line', async () => {
  const directory = temporaryDirectory();
  const session = await Session.open(directory);
  session.append(2).execute();
  await session.flushed();
  await session.storage.close();
  const lines: string[] = [];
  await printLog(path.join(folderOf(directory), 'log.1'), (line) => lines.push(line));
  expect(lines).toEqual([
    '2023-11-14T22:13:20.001Z session 0x1 cxid 0x1 zxid 0x1 create "/n1" 10 bytes',
    '2023-11-14T22:13:20.002Z session 0x1 cxid 0x2 zxid 0x2 create "/n2" 10 bytes',
    expect.stringMatching(/^2 transactions, \d+ bytes$/),
  ]);
  lines.length = 0;
  await printSnapshot(path.join(folderOf(directory), 'snapshot.0'), (line) => lines.push(line));
  expect(lines[0]).toBe('"/" czxid 0x0 mzxid 0x0 version 0 0 bytes');
  expect(lines).toHaveLength(4);
});
