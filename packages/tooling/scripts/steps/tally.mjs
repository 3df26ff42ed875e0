import { existsSync, readFileSync } from 'node:fs';

/** How many tests passed and failed, over several runners. A runner that left no report counts as one failure. */
export class Tally {
  passed = 0;
  failed = 0;

  add(passed, failed) {
    this.passed += passed;
    this.failed += failed;
  }

  /** Adds a program that passes or fails as a whole. */
  addCheck(name, exitCode) {
    if (exitCode !== 0) console.error(`${name}: failed`);
    this.add(exitCode === 0 ? 1 : 0, exitCode === 0 ? 0 : 1);
  }

  /** Adds a vitest or Playwright JSON report; `exitCode` is the runner's. */
  addReport(name, file, exitCode) {
    const before = this.failed;
    if (existsSync(file)) {
      const report = JSON.parse(readFileSync(file, 'utf8'));
      if ('numPassedTests' in report) this.add(report.numPassedTests, report.numFailedTests);
      else this.add(report.stats.expected, report.stats.unexpected + report.stats.flaky);
    }
    if (exitCode !== 0 && this.failed === before) {
      console.error(`${name}: exit code ${exitCode} without a failed test, counted as one failure`);
      this.failed++;
    }
  }

  /** Prints the closing line and ends the process accordingly. */
  close() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exit(this.failed === 0 && this.passed > 0 ? 0 : 1);
  }
}
