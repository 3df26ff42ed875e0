import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freshDirectory, run, type ServerKind, serverCommand, writeConfig } from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { kindOf, type Side, sides } from '../subject.ts';

const packages = '/usr/lib/python3/dist-packages';
const plugin = fileURLToPath(new URL('../kazoo', import.meta.url));

/**
 * kazoo's test files, grouped so that the groups take about equally long. test_sasl.py needs a Kerberos or JAAS set-up
 * and is left out for both servers.
 */
const groups: readonly (readonly string[])[] = [
  ['client'],
  ['eventlet_handler', 'gevent_handler'],
  ['partitioner', 'watchers'],
  [
    ...['barrier', 'build', 'cache', 'connection', 'counter', 'election', 'exceptions', 'hosts', 'interrupt'],
    ...['lease', 'lock', 'party', 'paths', 'queue', 'retry', 'security', 'threading_handler', 'utils'],
  ],
];

/** What kazoo's own harness configures, without its SASL provider. */
const config: Readonly<Record<string, string>> = {
  maxClientCnxns: '0',
  reconfigEnabled: 'true',
  // The super user's password is "test".
  'DigestAuthenticationProvider.superDigest': 'super:D/InIHSb7yEEbrWz8b9l71RjZJU=',
};

type Outcome = 'passed' | 'skipped' | 'failed';

interface TestResult {
  readonly outcome: Outcome;
  readonly detail: string;
}

interface ReportLine {
  readonly test: string;
  readonly phase: string;
  readonly outcome: Outcome;
  readonly detail: string;
}

const severity: Readonly<Record<Outcome, number>> = { passed: 0, skipped: 1, failed: 2 };
const reruns = 3;

/** Writes the configuration of what one pytest process talks to, and tells the plugin how to run it. */
export type PrepareServers = (kind: ServerKind, dir: string) => Promise<readonly ServerSetting[]>;

export interface ServerSetting {
  readonly argv: readonly string[];
  readonly port: number;
  readonly log: string;
}

export interface KazooRun {
  readonly prepare: PrepareServers;
  /** Test files without "test_" and ".py"; each group has servers of its own. */
  readonly groups: readonly (readonly string[])[];
  /** Further arguments of pytest. */
  readonly pytest: readonly string[];
  /** Further variables of pytest and the servers. */
  readonly env: Readonly<Record<string, string>>;
}

const standalone: KazooRun = {
  groups,
  pytest: [],
  env: {},
  prepare: async (kind, dir) => {
    const { configPath, port } = await writeConfig(dir, config);
    const { file, args } = serverCommand(kind, configPath);
    return [{ argv: [file, ...args], port, log: join(dir, 'server.log') }];
  },
};

/** kazoo's own tests on both servers: none may fail on ours that passes on Apache's. */
export const kazooSuite: Suite = { name: 'kazoo', run: (report) => compareKazoo(report, standalone) };

/** Runs kazoo's tests on Apache's servers and on ours, and compares by name. */
export async function compareKazoo(report: SuiteReport, set: KazooRun): Promise<void> {
  const [apache, vivarium] = await Promise.all([
    runAll('reference', report, set),
    runAll('subject', report, set),
  ]);
  report.note(`apache: ${tally(apache)}`);
  report.note(`ours: ${tally(vivarium)}`);
  const suspects: string[] = [];
  for (const [test, theirs] of apache) {
    const ours = vivarium.get(test);
    if (ours === undefined || severity[ours.outcome] > severity[theirs.outcome]) suspects.push(test);
    else report.pass();
    if (theirs.outcome === 'failed')
      report.note(`fails on apache: ${test} (ours: ${ours?.outcome ?? 'missing'})`);
  }
  for (const [test, ours] of vivarium) {
    if (!apache.has(test) && ours.outcome === 'failed') suspects.push(test);
  }
  for (const test of suspects) await judge(test, vivarium.get(test), report, set);
}

/** Runs a suspect three times on both; it counts when ours fails more often. */
async function judge(
  test: string,
  first: TestResult | undefined,
  report: SuiteReport,
  set: KazooRun,
): Promise<void> {
  const failures: Record<Side, number> = { reference: 0, subject: 0 };
  let detail = first?.detail ?? 'did not run';
  for (let round = 0; round < reruns; round += 1) {
    for (const side of sides) {
      const results = await runTests(kindOf[side], [join(packages, test)], `again-${round}`, set);
      const result = results.get(test);
      if (result?.outcome === 'passed') continue;
      failures[side] += 1;
      if (side === 'subject' && result !== undefined) detail = result.detail;
    }
  }
  const score = `failed ${failures.reference}/${reruns} on apache, ${failures.subject}/${reruns} on ours`;
  if (failures.subject > failures.reference) {
    report.fail(test, `${score}\n${detail.split('\n').slice(-40).join('\n')}`);
  } else {
    report.note(`unstable: ${test} ${score}`);
    report.pass();
  }
}

async function runAll(side: Side, report: SuiteReport, set: KazooRun): Promise<Map<string, TestResult>> {
  const started = performance.now();
  const parts = await Promise.all(
    set.groups.map((group, index) => {
      const files = group.map((name) => `${packages}/kazoo/tests/test_${name}.py`);
      return runTests(kindOf[side], files, `${side}-${index}`, set);
    }),
  );
  report.note(`${side}: all groups in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return new Map(parts.flatMap((part) => [...part]));
}

/** One pytest process with servers of its own; the plugin starts and ends them. */
async function runTests(
  kind: ServerKind,
  targets: readonly string[],
  label: string,
  set: KazooRun,
): Promise<Map<string, TestResult>> {
  const dir = freshDirectory(`kazoo-${kind}-${label}`);
  const servers = await set.prepare(kind, dir);
  const reportPath = join(dir, 'report.jsonl');
  const pytest = ['-m', 'pytest', '-q', '-p', 'vivarium_kazoo', '-p', 'no:cacheprovider', '--timeout=120'];
  pytest.push(...set.pytest);
  pytest.push('--continue-on-collection-errors', `--rootdir=${packages}`);
  const finished = await run('/usr/bin/python3', [...pytest, ...targets], {
    cwd: dir,
    timeoutMs: 360_000,
    env: {
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONPATH: plugin,
      ZOOKEEPER_VERSION: '3.8.0',
      VIVARIUM_REPORT: reportPath,
      VIVARIUM_SERVERS: JSON.stringify(servers),
      ...set.env,
    },
  });
  // pytest ends with 0 or 1 when the tests ran; anything else means that there is nothing to compare.
  if (finished.code !== 0 && finished.code !== 1) {
    throw new Error(`pytest ended with ${finished.code}\n${finished.stdout}\n${finished.stderr}`);
  }
  return readResults(reportPath);
}

/** A test has one line per phase (setup, call, teardown); its outcome is the worst of them. */
function readResults(path: string): Map<string, TestResult> {
  const results = new Map<string, TestResult>();
  for (const text of readFileSync(path, 'utf8').trimEnd().split('\n')) {
    const line = JSON.parse(text) as ReportLine;
    const test = line.test.slice(Math.max(0, line.test.indexOf('kazoo/tests/')));
    const known = results.get(test);
    if (known === undefined || severity[line.outcome] > severity[known.outcome]) {
      results.set(test, { outcome: line.outcome, detail: line.detail });
    }
  }
  return results;
}

function tally(results: ReadonlyMap<string, TestResult>): string {
  const count = (outcome: Outcome): number => {
    return [...results.values()].filter((result) => result.outcome === outcome).length;
  };
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}
