import { homedir, hostname, release, tmpdir, totalmem, type, userInfo } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { FULL_VERSION } from '../version.ts';

const MIB = 1024 * 1024;
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'aarch64' };

/** `envi`: the lines that Apache prints, those about Java with what runs this server in its place. */
export function environment(): string {
  const memory = process.memoryUsage();
  const limit = Math.min(getHeapStatistics().heap_size_limit, totalmem());
  const lines = {
    'zookeeper.version': FULL_VERSION,
    'host.name': hostname(),
    'java.version': '<NA>',
    'java.vendor': `Node.js ${process.version}`,
    'java.home': '<NA>',
    'java.class.path': '<NA>',
    'java.library.path': '<NA>',
    'java.io.tmpdir': tmpdir(),
    'java.compiler': '<NA>',
    'os.name': type(),
    'os.arch': ARCHITECTURES[process.arch] ?? process.arch,
    'os.version': release(),
    'user.name': userName(),
    'user.home': homedir(),
    'user.dir': process.cwd(),
    'os.memory.free': `${Math.floor((memory.heapTotal - memory.heapUsed) / MIB)}MB`,
    'os.memory.max': `${Math.floor(limit / MIB)}MB`,
    'os.memory.total': `${Math.floor(memory.heapTotal / MIB)}MB`,
  };
  const text = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`);
  return `Environment:\n${text.join('')}`;
}

/** A container may run as a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '?';
  }
}
