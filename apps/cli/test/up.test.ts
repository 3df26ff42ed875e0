import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import { expect, it } from 'vitest';
import { parseUpArguments } from '../src/up.ts';
import { UsageError } from '../src/usage-error.ts';
import { launcher } from './built.ts';

it.each([
  [[], { demo: true }],
  [['--no-demo'], {}],
  [['--port', '0'], { port: 0, demo: true }],
  [
    ['--safe-mode', 'locked', '--protect', '/a,/b c'],
    { safeMode: 'locked', protectedPrefixes: ['/a', '/b c'], demo: true },
  ],
  [['--host', '127.0.0.1'], { demo: true }],
  [['--host', '0.0.0.0', '--published-on-loopback'], { isPublishedOnLoopback: true, demo: true }],
  [['--data', 'there', '--connect', 'zk1:2181'], { dataDir: 'there', connect: 'zk1:2181' }],
  [['--connect', 'zk1:2181,zk2:2181,[::1]:2183'], { connect: 'zk1:2181,zk2:2181,[::1]:2183' }],
  [['--connect', 'zk1:2181', '--probe', '--tap'], { connect: 'zk1:2181', probe: true, tap: true }],
  [['--members', '5'], { size: { voters: 5, observers: 1 }, demo: true }],
  [['--members', '1'], { size: { voters: 1, observers: 0 }, demo: true }],
  [['--observers', '2'], { size: { voters: 3, observers: 2 }, demo: true }],
  [['--members', '3', '--observers', '0'], { size: { voters: 3, observers: 0 }, demo: true }],
])('%j', (args, options) => {
  expect(parseUpArguments(args)).toEqual(options);
});

it.each([
  [['--host', '0.0.0.0']],
  [['--host', '10.0.0.1', '--published-on-loopback']],
  [['--port', '65536']],
  [['--safe-mode', 'shut']],
  [['--protect', '/a/']],
  [['--protect', 'a']],
  [['--port', '-1']],
  [['--connect', 'zk1']],
  [['--probe']],
  [['--tap', '--members', '3']],
  [['there']],
  [['--port']],
])('refuses %j', (args) => {
  expect(() => parseUpArguments(args)).toThrow(UsageError);
});

it('prints the address of the page, and ends cleanly when told to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'up-'));
  const args = [launcher, 'up', '--no-demo', '--port', '0', '--data', join(folder, 'data')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.split('\n').length > 2) break;
  }
  expect(text).toMatch(
    /^Vivarium is at http:\/\/127\.0\.0\.1:\d+\/\S+\nZooKeeper clients connect to 127\.0\.0\.1:\d+/,
  );
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  rmSync(folder, { recursive: true });
});

it('plays the demo below /demo unless told not to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'up-demo-'));
  const args = [launcher, 'up', '--members', '1', '--port', '0', '--data', join(folder, 'data')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.split('\n').length > 3) break;
  }
  expect(text).toMatch(/^A demo plays below \/demo.*--no-demo starts bare$/m);
  const client = new ZooKeeper(/clients connect to ([\d.:]+);/.exec(text)?.[1] ?? '');
  await client.connect();
  const changes = await client.addWatch('/demo', 'persistentRecursive');
  const leads = () => client.exists('/demo/masters/master-0000000000');
  if ((await leads()) === null) for await (const _ of changes) if ((await leads()) !== null) break;
  await client.close();
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  rmSync(folder, { recursive: true });
});
