import type { Suite } from '../interop/report.ts';
import { subject } from '../interop/subject.ts';
import { fuzzServer } from './on-server.ts';

const SEED = 1;
const FRAMES = 200_000;

/** Mutated frames by socket against a real process, with a neighbour who works all the while. */
export const fuzzSuite: Suite = {
  name: 'fuzz',
  async run(report) {
    const { problems, frames, connections, neighbourAnswers, growthKiB } = await fuzzServer(
      subject,
      SEED,
      FRAMES,
    );
    for (const problem of problems) report.fail(`seed ${SEED}`, problem);
    if (problems.length === 0) report.pass();
    report.note(
      `${frames} frames on ${connections} connections, ${neighbourAnswers} answers to the neighbour, ` +
        `RSS grew by ${growthKiB} KiB`,
    );
  },
};
