import { parseArgs } from 'node:util';
import { residentKiB } from '../bench/process-memory.ts';
import { freshDirectory, removeWorkDirectories, startServer } from '../harness/index.ts';
import { socketFuzz } from './socket-fuzz.ts';

const RSS_GROWTH_MAX_KIB = 64 * 1024;
const TROUBLE = /unhandled|assert|TypeError|RangeError|at .*\.js:\d+/i;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      frames: { type: 'string', default: '200000' },
    },
  });
  const server = await startServer({
    kind: 'vivarium',
    config: { maxClientCnxns: '0', extendedTypesEnabled: 'true' },
    dir: freshDirectory('fuzz'),
  });
  const { pid } = server;
  const started = performance.now();
  // The first frames warm the process up: what it takes then is not growth.
  await socketFuzz(server.port, Number(values.seed), Number(values.frames) / 10);
  const before = residentKiB(pid);
  const result = await socketFuzz(server.port, Number(values.seed) + 1_000, Number(values.frames));
  const growth = residentKiB(pid) - before;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const problems: string[] = [];
  if (server.pid !== pid) problems.push('the server ended');
  if (growth > RSS_GROWTH_MAX_KIB) problems.push(`RSS grew by ${growth} KiB`);
  if (TROUBLE.test(server.logs()))
    problems.push(`its log tells of trouble: ${TROUBLE.exec(server.logs())?.[0]}`);
  await server.stop();
  for (const problem of problems) console.log(`PROBLEM ${problem}`);
  console.log(
    `fuzz: seed ${values.seed}, ${result.frames} frames on ${result.connections} connections, ` +
      `${result.neighbourAnswers} answers to the neighbour, RSS grew by ${growth} KiB, ` +
      `${problems.length} problems, ${seconds} s`,
  );
  if (problems.length === 0) removeWorkDirectories();
  return problems.length === 0 ? 0 : 1;
}

process.exit(await main());
