import type { Suite } from '../interop/report.ts';
import { subject } from '../interop/subject.ts';
import { differentialOnServers } from './on-servers.ts';

const SEED = 1;
const OPS = 20_000;
const MAX_DIFFERENCES = 20;

/** One random script on Apache's server and on ours, in lock-step: every reply, event, Stat and close is compared. */
export const differentialSuite: Suite = {
  name: 'differential',
  async run(report) {
    const result = await differentialOnServers({
      seed: SEED,
      ops: OPS,
      subject,
      maxDifferences: MAX_DIFFERENCES,
      progress: () => undefined,
      log: () => undefined,
    });
    for (const difference of result.differences) report.fail(`seed ${SEED}`, difference);
    if (result.steps < OPS) report.fail(`seed ${SEED}`, `ended after ${result.steps} of ${OPS} steps`);
    if (report.failures.length === 0) report.pass();
    const known = [...result.excepted].map(([rule, count]) => `${count} x ${rule.split(':')[0]}`).join(', ');
    report.note(`${result.steps} steps, ${result.differences.length} differences; known ones: ${known}`);
  },
};
