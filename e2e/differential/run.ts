import { parseArgs } from 'node:util';
import { freshDirectory, removeWorkDirectories, type ServerKind, startServer } from '../harness/index.ts';
import { digestId } from './bodies.ts';
import { differential } from './differential.ts';

const SUPER = 'root:root';
/** The sweep of containers runs by the clock, and no script can say between which two steps: so it does not run. */
const SWEEP_MS = '86400000';
/** What both servers are given beyond the harness's own keys. */
const CONFIG = {
  extendedTypesEnabled: 'true',
  enforceQuota: 'true',
  'DigestAuthenticationProvider.superDigest': digestId(SUPER),
  'znode.container.checkIntervalMs': SWEEP_MS,
  maxClientCnxns: '0',
};

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
  // Apache reads this one as a system property without its prefix, so zoo.cfg cannot set it.
  process.env.JDK_JAVA_OPTIONS = `-Dznode.container.checkIntervalMs=${SWEEP_MS}`;
  const subjectKind = values.subject as ServerKind;
  const started = performance.now();
  const [reference, subject] = await Promise.all([
    startServer({ kind: 'apache', config: CONFIG, dir: freshDirectory('reference') }),
    startServer({ kind: subjectKind, config: CONFIG, dir: freshDirectory('subject') }),
  ]);
  const result = await differential({
    seed: Number(values.seed),
    ops: Number(values.ops),
    referencePort: reference.port,
    subjectPort: subject.port,
    superCredentials: SUPER,
    maxDifferences: Number(values.max),
    log: (text, { frames }) => {
      if (values.log) console.log(text, JSON.stringify(frames.at(-1)));
    },
    progress: (done, differences) => console.log(`${done} steps, ${differences} differences`),
  });
  await Promise.all([reference.stop(), subject.stop()]);
  for (const difference of result.differences) console.log(`DIFFERENCE ${difference}`);
  for (const [rule, count] of result.excepted) console.log(`known exception, ${count} times: ${rule}`);
  if (values.coverage) {
    for (const [key, count] of [...result.coverage].sort())
      console.log(`${String(count).padStart(7)} ${key}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `differential: seed ${values.seed}, ${result.steps} steps on Apache 3.8.0 and ${subjectKind}: ` +
      `${result.differences.length} differences, ${seconds} s`,
  );
  if (result.differences.length === 0) removeWorkDirectories();
  return result.differences.length === 0 && result.steps >= Number(values.ops) ? 0 : 1;
}

process.exit(await main());
