import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineLogger, type RunningServer, startServer, zooConfigFrom } from '@vivarium/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliArguments, parseCliArguments } from '../src/cli/cli-arguments.ts';
import { HistoryFile } from '../src/cli/history-file.ts';
import { UsageError } from '../src/usage-error.ts';
import { type Ended, freePort, launcher, run } from './built.ts';

let folder: string;
let server: RunningServer;
let address: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  const config = { dataDir: join(folder, 'data'), clientPort: '0', clientPortAddress: '127.0.0.1' };
  server = await startServer(zooConfigFrom(config), { logger: lineLogger(() => undefined) });
  address = `127.0.0.1:${server.clientPort}`;
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const single = (...words: string[]) => run(launcher, ['cli', '-server', address, ...words]);
const lastLine = ({ stdout }: Ended) => stdout.trimEnd().split('\n').at(-1);

async function piped(text: string, ...options: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [launcher, 'cli', '-server', address, ...options]);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    stdout += more;
  });
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    stderr += more;
  });
  child.stdin.end(text);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

describe('arguments', () => {
  const plain: CliArguments = {
    server: 'localhost:2181',
    timeoutMs: 30_000,
    acceptReadOnly: false,
    clientConfiguration: null,
    isJson: false,
    command: null,
  };

  it.each<[string[], Partial<CliArguments>]>([
    [[], {}],
    [['-server', 'a:1,b:2/app'], { server: 'a:1,b:2/app' }],
    [['-timeout', '5000', '-r', '-waitforconnection'], { timeoutMs: 5_000, acceptReadOnly: true }],
    [['-client-configuration', 'client.cfg'], { clientConfiguration: 'client.cfg' }],
    [['--json', 'ls', '-s', '/'], { isJson: true, command: ['ls', '-s', '/'] }],
  ])('%j', (args, fields) => {
    expect(parseCliArguments(args)).toEqual({ ...plain, ...fields });
  });

  it.each([[['-server']], [['-timeout', 'soon']], [['-fly']], [['-client-configuration']]])(
    '%j is refused',
    (args) => {
      expect(() => parseCliArguments(args)).toThrow(UsageError);
    },
  );
});

describe('one command', () => {
  it('prints its answer last and ends with 0', async () => {
    const made = await single('create', '/once', 'two words');
    expect(made).toMatchObject({ code: 0, stderr: 'Created /once\n' });
    const read = await single('get', '/once');
    expect(read.code).toBe(0);
    expect(lastLine(read)).toBe('two words');
  });

  it.each([
    [['get', '/absent'], 1, /^Node does not exist: \/absent\n$/],
    [['get'], 1, /^get \[-s\] \[-w\] path\n$/],
    [['nonsense'], 127, /Command not found: Command not found nonsense\n$/],
  ])('%j fails with its exit code', async (words, code, stderr) => {
    const ended = await single(...words);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(stderr);
  });

  it('is an object for programs with --json', async () => {
    const found = JSON.parse(
      lastLine(await run(launcher, ['cli', '-server', address, '--json', 'ls', '/']))!,
    );
    expect(found).toMatchObject({
      command: 'ls',
      exitCode: 0,
      result: { path: '/', children: expect.any(Array) },
    });
    const refused = await run(launcher, ['cli', '-server', address, '--json', 'get', '/absent']);
    expect(refused).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(lastLine(refused)!)).toMatchObject({
      command: 'get',
      exitCode: 1,
      error: 'Node does not exist: /absent',
      code: 'NONODE',
      meaning: 'There is no such node. Create it (or its parent) first.',
    });
  });
});

it('a chroot is the root of every path, and a member that is down is passed over', async () => {
  await single('create', '/below');
  const dead = await freePort();
  const below = `127.0.0.1:${dead},${address}/below`;
  await run(launcher, ['cli', '-server', below, 'create', '/child', 'x']);
  expect(lastLine(await single('get', '/below/child'))).toBe('x');
  const kept = await run(launcher, ['cli', '-server', below, 'delete', '/']);
  expect(kept).toMatchObject({ code: 1, stderr: 'Arguments are not valid : /\n' });
});

it('commands are read from standard input, and the last one gives the exit code', async () => {
  const ended = await piped('create /piped x\nget /piped\n\nget /absent\n');
  expect(ended.stdout).toContain('Welcome to ZooKeeper!\n');
  expect(lastLine(ended)).toBe('x');
  expect(ended.stderr).toBe('Created /piped\nNode does not exist: /absent\n');
  expect(ended.code).toBe(1);
  expect((await piped('get /absent\nquit\nget /piped\n')).code).toBe(1);
  expect((await piped('get /absent\nls /\n')).code).toBe(0);
});

it('a server that is not there is a sentence and exit code 1', async () => {
  const ended = await run(launcher, [
    'cli',
    '-server',
    `127.0.0.1:${await freePort()}`,
    '-timeout',
    '500',
    'ls',
    '/',
  ]);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(/^KeeperErrorCode = ConnectionLoss: No session could be opened in time/);
});

it('the history file is its owner’s, keeps no credentials, and gives the newest first', async () => {
  const path = join(folder, 'history');
  const file = await HistoryFile.open(path);
  for (const line of ['ls /', 'ls /', ' addauth digest ada:secret', '', 'get /a']) await file.add(line);
  expect(readFileSync(path, 'utf8')).toBe('ls /\nget /a\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await HistoryFile.open(path)).newestFirst).toEqual(['get /a', 'ls /']);
});
