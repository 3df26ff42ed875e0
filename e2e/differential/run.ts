import { parseArgs } from 'node:util';
import { removeWorkDirectories, type ServerKind } from '../harness/index.ts';
import { differentialOnServers } from './on-servers.ts';

// node --conditions=@vivarium/source --import tsx e2e/differential/run.ts [--seed N] [--ops N] [--subject apache] …

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      ops: { type: 'string', default: '20000' },
      subject: { type: 'string', default: 'vivarium' },
      max: { type: 'string', default: '50' },
      log: { type: 'boolean', default: false },
      coverage: { type: 'boolean', default: false },
    },
  });
  const started = performance.now();
  const result = await differentialOnServers({
    seed: Number(values.seed),
    ops: Number(values.ops),
    subject: values.subject as ServerKind,
    maxDifferences: Number(values.max),
    log: (text, { frames }) => {
      if (values.log) console.log(text, JSON.stringify(frames.at(-1)));
    },
    progress: (done, differences) => console.log(`${done} steps, ${differences} differences`),
  });
  for (const difference of result.differences) console.log(`DIFFERENCE ${difference}`);
  for (const [rule, count] of result.excepted) console.log(`known exception, ${count} times: ${rule}`);
  if (values.coverage) {
    for (const [key, count] of [...result.coverage].sort())
      console.log(`${String(count).padStart(7)} ${key}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `differential: seed ${values.seed}, ${result.steps} steps on Apache 3.8.0 and ${values.subject}: ` +
      `${result.differences.length} differences, ${seconds} s`,
  );
  if (result.differences.length === 0) removeWorkDirectories();
  return result.differences.length === 0 && result.steps >= Number(values.ops) ? 0 : 1;
}

process.exit(await main());
