import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Fault,
  GuardBody,
  ShellCompletions,
  ShellEvents,
  ShellLine,
  ShellResult,
} from '@vivarium/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enter, startTestDashboard, type TestDashboard } from '../dashboard.ts';
import { send } from '../send.ts';

let dashboard: TestDashboard;
let cookie: string;

beforeAll(async () => {
  dashboard = await startTestDashboard();
  cookie = await enter(dashboard);
});

afterAll(() => dashboard.close());

const post = (path: string, body: unknown, as = cookie) =>
  send(`${dashboard.base}${path}`, {
    method: 'POST',
    headers: { cookie: as, origin: dashboard.base },
    body,
  });

async function run(session: string | null, line: string, guard?: unknown): Promise<ShellResult> {
  const sent = await post('/api/shell/', { session, line, ...(guard === undefined ? {} : { guard }) });
  expect(sent.status, sent.text).toBe(200);
  return sent.json<ShellResult>();
}

const chooseGuard = async (body: GuardBody) => expect((await post('/api/guard', body)).status).toBe(200);

const textOf = ({ parts }: ShellLine) =>
  parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
/** The answer without what the session's own events print. */
const said = ({ lines }: ShellResult) =>
  lines.map(textOf).filter((line) => line !== '' && !/^(WATCHER::|WatchedEvent )/.test(line));

const records = async () =>
  (await readFile(join(dashboard.dataDir, 'audit.jsonl'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it('runs lines in a session of its own, with links to the znodes that it names', async () => {
  const made = await run(null, 'create /shell "from a page"');
  expect(said(made)).toEqual(['Created /shell']);
  const { session } = made;
  expect(said(await run(session, 'get /shell'))).toEqual(['from a page']);
  const { lines } = await run(session, 'ls /');
  expect(lines).toContainEqual({
    stream: 'out',
    parts: ['[', { text: 'shell', path: '/shell' }, ', ', { text: 'zookeeper', path: '/zookeeper' }, ']'],
  });
  expect(said(await run(session, 'history'))).toEqual([
    '0 - create /shell "from a page"',
    '1 - get /shell',
    '2 - ls /',
    '3 - history',
  ]);
});

it('answers with the code and zkCli.sh’s exit code, and writes down what became of a write', async () => {
  const refused = await run(null, 'create /absent/below x');
  expect(refused).toMatchObject({ exitCode: 1, code: 'NONODE' });
  expect(said(refused)).toEqual(['Node does not exist: /absent/below']);
  const all = await records();
  const write = all.find(({ path }) => path === '/absent/below');
  expect(write).toMatchObject({ kind: 'write', op: 'create', newSha256: expect.any(String) });
  expect(all.find(({ kind, of }) => kind === 'outcome' && of === write?.seq)).toMatchObject({
    outcome: 'NONODE',
  });
  expect(await run(null, 'nonsense')).toMatchObject({ exitCode: 127, code: null });
});

it('records no reading and no line that says nothing', async () => {
  const before = (await records()).length;
  for (const line of ['get /', 'create', 'set -v', 'help', '']) await run(null, line);
  expect((await records()).length).toBe(before);
});

it('writes only as far as the safe mode lets it', async () => {
  const { session } = await run(null, 'create /guarded x');
  await chooseGuard({ action: 'protect', prefixes: ['/guarded/deep'] });
  const stopped = await post('/api/shell/', { session, line: 'deleteall /guarded' });
  expect(stopped.json<Fault>()).toMatchObject({ code: 'PROTECTED', about: '/guarded/deep' });
  await chooseGuard({ action: 'protect', prefixes: [] });
  await chooseGuard({ action: 'mode', mode: 'review' });
  const unseen = await post('/api/shell/', { session, line: 'set /guarded y' });
  expect(unseen.json<Fault>().code).toBe('REVIEW_NEEDED');
  expect(said(await run(session, 'get /guarded'))).toEqual(['x']);
  await run(session, 'set /guarded y', { reviewed: true });
  expect(said(await run(session, 'get /guarded'))).toEqual(['y']);
  await chooseGuard({ action: 'mode', mode: 'open' });
});

it('refuses a redo that came to mean a write while it waited, and records one that is known', async () => {
  const { session } = await run(null, 'create /redone x');
  const waiting = [
    post('/api/shell/', { session, line: 'ls -R /' }),
    post('/api/shell/', { session, line: 'set /redone y' }),
    post('/api/shell/', { session, line: 'redo 2' }),
  ];
  const answers = await Promise.all(waiting);
  const refused = answers[2]!;
  // Where the three arrived in another order the redo names a line that is not there, which is refused as well.
  const isRefused = refused.status === 400 || refused.json<ShellResult>().exitCode !== 0;
  expect(isRefused, refused.text).toBe(true);
  const writesTo = async (path: string) =>
    (await records()).filter((each) => each.kind === 'write' && each.path === path).length;
  expect(await writesTo('/redone')).toBe(2);
  const lines = said(await run(session, 'history'));
  const index = lines.findIndex((line) => line.endsWith('set /redone y'));
  await run(session, `redo ${index}`);
  expect(await writesTo('/redone')).toBe(3);
});

it('tells what a watch saw, to a page that waits for it', async () => {
  const { session } = await run(null, 'create /watched x');
  expect(await run(session, 'get -w /watched')).toMatchObject({ watches: true });
  const waiting = post('/api/shell/events', { session });
  await run(null, 'set /watched y');
  const { lines } = (await waiting).json<ShellEvents>();
  const last =
    lines.length > 0 ? lines : (await post('/api/shell/events', { session })).json<ShellEvents>().lines;
  expect(last.map(textOf).join('\n')).toContain('type:NodeDataChanged path:/watched');
});

it('completes commands, options and paths', async () => {
  await run(null, 'create /complete-one x');
  await run(null, 'create /complete-two x');
  const complete = async (text: string) =>
    (await post('/api/shell/complete', { session: null, text })).json<ShellCompletions>();
  expect(await complete('get')).toMatchObject({
    start: 0,
    words: ['get', 'getAcl', 'getAllChildrenNumber', 'getEphemerals'],
    common: 'get',
  });
  expect(await complete('get -')).toMatchObject({ start: 4, words: ['-s', '-w'] });
  expect(await complete('get /compl')).toMatchObject({
    start: 4,
    words: ['/complete-one', '/complete-two'],
    common: '/complete-',
  });
  expect(await complete('get /absent/x')).toMatchObject({ words: [], total: 0 });
});

it('answers what belongs to a terminal with a sentence, and cuts what nobody reads', async () => {
  const left = await run(null, 'quit');
  expect(left).toMatchObject({ terminalOnly: 'quit', exitCode: 1, code: null });
  expect(said(left)).toEqual(['quit works at a terminal only: leave the page instead.']);
  const { session } = await run(null, 'create /many x');
  for (let batch = 0; batch < 21; batch += 1) {
    const names = Array.from({ length: 100 }, (_, at) => `/many/${batch}-${at}`);
    await Promise.all(names.map((path) => run(session, `create ${path}`)));
  }
  const listed = await run(session, 'ls -R /many');
  expect(listed).toMatchObject({ cut: 'lines' });
  expect(listed.lines).toHaveLength(2_000);
}, 120_000);

it('lets the page that spoke longest ago make room, and goes on with a new session', async () => {
  const first = await run(null, 'create -e /first-page x');
  for (let page = 0; page < 16; page += 1) await run(null, 'help');
  const again = await run(first.session, 'getEphemerals');
  expect(again.session).not.toBe(first.session);
  expect(said(again)).toEqual(['[]']);
});

it('keeps one browser’s session from another', async () => {
  const { session } = await run(null, 'addauth digest ada:secret');
  const other = await enter(dashboard);
  const sent = await post('/api/shell/', { session, line: 'whoami' }, other);
  expect(said(sent.json<ShellResult>()).join()).not.toContain('ada');
  expect((await post('/api/shell/events', { session }, other)).status).toBe(404);
});
