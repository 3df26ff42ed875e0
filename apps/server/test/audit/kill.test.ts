import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ZooKeeper } from '@vivarium/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstBrokenLine } from '../../src/audit/audit-log.ts';
import { Asker, countOf } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';

const NODES = 1_500;

let member: TestDashboard;
let other: ZooKeeper;
let child: ChildProcess;

beforeAll(async () => {
  member = await startTestDashboard();
  other = new ZooKeeper(member.member);
  await other.connect();
  await other.create('/many');
  const paths = Array.from({ length: NODES }, (_, at) => `/many/n${at}`);
  await Promise.all(paths.map((path) => other.create(path, 'some data')));
});
afterAll(async () => {
  child.kill('SIGKILL');
  await other.close();
  await member.close();
});

/** A dashboard in a process of its own, as it is built. Resolves with its address. */
async function begin(dataDir: string): Promise<string> {
  const options = JSON.stringify({ port: 0, dataDir, connect: member.member, safeMode: 'open' });
  const program = `import('@vivarium/server').then(({ startDashboard }) => startDashboard(${options}))`;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  child = spawn(process.execPath, ['-e', program], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('no dashboard');
}

it('after a kill -9 in the middle of a delete, no znode is gone without its record', async () => {
  const dataDir = `${member.dataDir}/killed`;
  const url = await begin(dataDir);
  const { origin } = new URL(url);
  const serving = { ...member.serving, newUrl: () => url };
  const asker = await Asker.enter({ ...member, serving, base: origin });
  const plan = await asker.run('/api/bulk/delete-plan', { path: '/many' });
  const body = { plan: plan.id, digest: plan.digest, typedName: 'many' };
  const { id } = await asker.start('/api/bulk/delete', body);
  await asker.until(id, (job) => countOf(job, 'deleted') > 100 || job.endedAtMs !== null);
  child.kill('SIGKILL');
  await once(child, 'exit');

  const { children } = await other.getChildren('/many').catch(() => ({ children: [] as string[] }));
  const left = new Set(children.map((name) => `/many/${name}`));
  const text = await readFile(`${dataDir}/audit.jsonl`, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  expect(firstBrokenLine(whole)).toBeNull();
  const recorded = new Set<unknown>();
  for (const line of whole.trimEnd().split('\n')) {
    const record = JSON.parse(line) as Record<string, unknown>;
    if (record.kind === 'write' && record.op === 'delete' && record.job === id) recorded.add(record.path);
  }
  const gone = Array.from({ length: NODES }, (_, at) => `/many/n${at}`).filter((path) => !left.has(path));
  expect(gone.length).toBeGreaterThan(100);
  expect(gone.filter((path) => !recorded.has(path))).toEqual([]);
});
