import { parseArgs } from 'node:util';
import { removeWorkDirectories } from '../harness/index.ts';
import { fuzzServer } from './on-server.ts';

// node --conditions=@vivarium/source --import tsx e2e/fuzz/run.ts [--seed N] [--frames N]

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    frames: { type: 'string', default: '200000' },
  },
});
const result = await fuzzServer('vivarium', Number(values.seed), Number(values.frames));
for (const problem of result.problems) console.log(`PROBLEM ${problem}`);
console.log(
  `fuzz: seed ${values.seed}, ${result.frames} frames on ${result.connections} connections, ` +
    `${result.neighbourAnswers} answers to the neighbour, RSS grew by ${result.growthKiB} KiB, ` +
    `${result.problems.length} problems`,
);
if (result.problems.length === 0) removeWorkDirectories();
process.exit(result.problems.length === 0 ? 0 : 1);
