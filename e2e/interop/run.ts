import { differentialSuite } from '../differential/suite.ts';
import { fuzzSuite } from '../fuzz/suite.ts';
import { isAvailable, removeWorkDirectories, workDirectory } from '../harness/index.ts';
import { installMissingPackages } from './debian-packages.ts';
import { type Suite, SuiteReport } from './report.ts';
import { subject } from './subject.ts';
import { cliMtSuite } from './suites/cli-mt.ts';
import { clientRestartsSuite } from './suites/client-restarts.ts';
import { containersSuite } from './suites/containers.ts';
import { curatorSuite } from './suites/curator.ts';
import { dashboardApacheSuite } from './suites/dashboard-apache.ts';
import { directoriesSuite } from './suites/directories.ts';
import { embeddedKillsSuite } from './suites/embedded-kills.ts';
import { deploymentSuite } from './suites/ensemble-deployment.ts';
import { ensembleFaultsSuite } from './suites/ensemble-faults.ts';
import { ensembleKazooSuite } from './suites/ensemble-kazoo.ts';
import { mixedEnsemblesSuite } from './suites/ensemble-mixed.ts';
import { kazooSuite } from './suites/kazoo.ts';
import { killsSuite } from './suites/kills.ts';
import { observingSuite } from './suites/observing.ts';
import { recipesCuratorSuite } from './suites/recipes-curator.ts';
import { recipesScenariosSuite } from './suites/recipes-scenarios.ts';
import { reconfigurationSuite } from './suites/reconfiguration.ts';
import { scriptsSuite } from './suites/scripts.ts';
import { tlsSuite } from './suites/tls.ts';
import { zkCliSuite } from './suites/zkcli.ts';
import { zkCliTranscriptsSuite } from './suites/zkcli-transcripts.ts';

/** Suites of one lane run one after the other; the lanes run side by side, as most of kazoo's time is waiting. */
const lanes: readonly (readonly Suite[])[] = [
  [kazooSuite],
  [
    zkCliSuite,
    zkCliTranscriptsSuite,
    cliMtSuite,
    curatorSuite,
    recipesCuratorSuite,
    recipesScenariosSuite,
    scriptsSuite,
    tlsSuite,
    directoriesSuite,
    killsSuite,
    clientRestartsSuite,
  ],
  [differentialSuite, fuzzSuite, reconfigurationSuite],
  [mixedEnsemblesSuite, ensembleFaultsSuite],
  [
    ensembleKazooSuite,
    deploymentSuite,
    containersSuite,
    embeddedKillsSuite,
    observingSuite,
    dashboardApacheSuite,
  ],
];

async function main(): Promise<number> {
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const unknown = names.filter((name) => !lanes.flat().some((suite) => suite.name === name));
  if (unknown.length > 0) {
    process.stdout.write(`no suite is called ${unknown.join(', ')}\n`);
    return 1;
  }
  const missing = await installMissingPackages();
  if (missing.length > 0) {
    process.stdout.write(`interop needs Debian's packages ${missing.join(' ')}\n`);
    if (process.env.CI === 'true') return 1;
    process.stdout.write(
      'skipped: they are not installed and could not be installed here\n0 passed, 0 failed\n',
    );
    return 0;
  }
  if (!isAvailable(subject)) {
    process.stdout.write('the server is not built: run npm run build first\n');
    return 1;
  }
  const chosen = lanes.map((lane) => lane.filter(({ name }) => names.length === 0 || names.includes(name)));
  const reports = (await Promise.all(chosen.map(runLane))).flat();
  return conclude(reports);
}

async function runLane(lane: readonly Suite[]): Promise<SuiteReport[]> {
  const reports: SuiteReport[] = [];
  for (const suite of lane) {
    const report = new SuiteReport(suite.name);
    const started = performance.now();
    try {
      await suite.run(report);
    } catch (error) {
      report.fail(
        'the suite itself',
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    report.note(`${report.passed} passed, ${report.failures.length} failed in ${seconds} s`);
    reports.push(report);
  }
  return reports;
}

function conclude(reports: readonly SuiteReport[]): number {
  let passed = 0;
  let failed = 0;
  process.stdout.write('\n');
  for (const report of reports) {
    passed += report.passed;
    failed += report.failures.length;
    process.stdout.write(`${report.name}: ${report.passed} passed, ${report.failures.length} failed\n`);
    for (const { name } of report.failures) process.stdout.write(`  FAILED ${name}\n`);
  }
  if (failed === 0) removeWorkDirectories();
  else process.stdout.write(`logs and data are kept in ${workDirectory()}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exit(await main());
