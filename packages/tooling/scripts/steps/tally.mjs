import { existsSync, readFileSync } from 'node:fs';

/** How many tests passed and failed, over several runners. A runner that left no report counts as one failure. */
export class Tally {
  passed = 0;
  failed = 0;
  /** Every failed test with the first line of its reason: the end of a long log should say what to look for. */
  names = [];

  add(passed, failed) {
    this.passed += passed;
    this.failed += failed;
  }

  /** Adds a program that passes or fails as a whole. */
  addCheck(name, exitCode) {
    if (exitCode !== 0) this.names.push(name);
    this.add(exitCode === 0 ? 1 : 0, exitCode === 0 ? 0 : 1);
  }

  /** Adds a vitest or Playwright JSON report; `exitCode` is the runner's. */
  addReport(name, file, exitCode) {
    const before = this.failed;
    if (existsSync(file)) {
      const report = JSON.parse(readFileSync(file, 'utf8'));
      if ('numPassedTests' in report) this.add(report.numPassedTests, report.numFailedTests);
      else this.add(report.stats.expected, report.stats.unexpected + report.stats.flaky);
      this.names.push(...('testResults' in report ? failedTests(report) : failedStories(report)));
    }
    if (exitCode !== 0 && this.failed === before) {
      this.names.push(`${name}: exit code ${exitCode} without a failed test, counted as one failure`);
      this.failed++;
    }
  }

  /** Prints the closing line and ends the process accordingly. */
  close() {
    for (const name of this.names) console.log(`FAILED ${name}`);
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exit(this.failed === 0 && this.passed > 0 ? 0 : 1);
  }
}

function failedTests(report) {
  return report.testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && message) return [`${name}: ${firstLine(message)}`];
    return failed.map(
      ({ fullName, failureMessages }) => `${fullName}: ${firstLine(failureMessages[0] ?? '')}`,
    );
  });
}

function failedStories(report) {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  return report.suites
    .flatMap(specs)
    .filter(({ ok }) => !ok)
    .map(({ title, file, tests }) => {
      const reason = tests.flatMap(({ results }) => results.map(({ error }) => error?.message)).find(Boolean);
      return `${file} ${title}: ${firstLine(reason ?? '')}`;
    });
}

const firstLine = (text) => text.split('\n', 1)[0];
