import { residentKiB } from '../bench/process-memory.ts';
import { freshDirectory, type ServerKind, startServer } from '../harness/index.ts';
import { type SocketFuzzResult, socketFuzz } from './socket-fuzz.ts';

const RSS_GROWTH_MAX_KIB = 64 * 1024;
/** What a log says when something went wrong that should not have. */
const TROUBLE = /unhandled|assert|TypeError|RangeError|at .*\.js:\d+/i;
const SECOND_SEED = 1_000;

export interface FuzzReport extends SocketFuzzResult {
  readonly growthKiB: number;
  readonly problems: readonly string[];
}

/** Starts a server, storms it with frames, and looks whether it lives, stays small and has nothing to tell. */
export async function fuzzServer(kind: ServerKind, seed: number, frames: number): Promise<FuzzReport> {
  const server = await startServer({
    kind,
    config: { maxClientCnxns: '0', extendedTypesEnabled: 'true' },
    dir: freshDirectory('fuzz'),
  });
  const { pid } = server;
  try {
    // The first frames warm the process up: what it takes then is not growth.
    await socketFuzz(server.port, seed, frames / 10);
    const before = residentKiB(pid);
    const result = await socketFuzz(server.port, seed + SECOND_SEED, frames);
    const problems: string[] = [];
    if (server.pid !== pid) return { ...result, growthKiB: 0, problems: ['the server ended'] };
    const growthKiB = residentKiB(pid) - before;
    if (growthKiB > RSS_GROWTH_MAX_KIB) problems.push(`RSS grew by ${growthKiB} KiB`);
    const trouble = TROUBLE.exec(server.logs());
    if (trouble !== null) problems.push(`its log tells of trouble: ${trouble[0]}`);
    return { ...result, growthKiB, problems };
  } finally {
    await server.stop();
  }
}
