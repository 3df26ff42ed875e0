import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { DirectoryLock, LOCK_NAME } from '../../src/storage/directory-lock.ts';
import { temporaryDirectory } from './storage-fixture.ts';

/** Binds the lock's name and says so; plain JavaScript, for another process or thread. */
function holder(directory: string, announce: string): string {
  const file = JSON.stringify(path.join(directory, LOCK_NAME));
  return `require('node:net').createServer(() => {}).listen(${file}, () => { ${announce} })`;
}

test('a second one is told who holds the directory, until the first releases it', async () => {
  const directory = temporaryDirectory();
  const first = await DirectoryLock.acquire(directory);
  await expect(DirectoryLock.acquire(directory)).rejects.toThrow(
    `${directory} is in use by another running server`,
  );
  await first.release();
  expect(fs.readdirSync(directory)).toEqual([]);
  const second = await DirectoryLock.acquire(directory);
  await second.release();
});

test('the lock of a killed process does not count, that of a stopped one does', async () => {
  const directory = temporaryDirectory();
  const child = spawn(process.execPath, ['-e', holder(directory, 'console.log(1)')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  await expect(DirectoryLock.acquire(directory)).rejects.toThrow(/in use/);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(fs.readdirSync(directory)).toEqual([LOCK_NAME]);
  const lock = await DirectoryLock.acquire(directory);
  await lock.release();
});

test('the lock of a terminated thread does not count', async () => {
  const directory = temporaryDirectory();
  const announce = `require('node:worker_threads').parentPort.postMessage(1)`;
  const worker = new Worker(holder(directory, announce), { eval: true });
  await once(worker, 'message');
  await expect(DirectoryLock.acquire(directory)).rejects.toThrow(/in use/);
  await worker.terminate();
  const lock = await DirectoryLock.acquire(directory);
  await lock.release();
});

test('of many that start at once over a stale lock one wins', async () => {
  const directory = temporaryDirectory();
  const child = spawn(process.execPath, ['-e', holder(directory, 'process.kill(process.pid, 9)')]);
  await once(child, 'exit');
  const results = await Promise.allSettled(
    Array.from({ length: 12 }, () => DirectoryLock.acquire(directory)),
  );
  const won = results.filter((result) => result.status === 'fulfilled');
  expect(won).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason.message).toMatch(/in use/);
  await won[0]?.value.release();
  expect(fs.readdirSync(directory)).toEqual([]);
});

test('a path longer than a socket address can be is locked all the same', async () => {
  const directory = path.join(temporaryDirectory(), 'd'.repeat(120), 'e'.repeat(120));
  fs.mkdirSync(directory, { recursive: true });
  const lock = await DirectoryLock.acquire(directory);
  await expect(DirectoryLock.acquire(directory)).rejects.toThrow(/in use/);
  await lock.release();
});
