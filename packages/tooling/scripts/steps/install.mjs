import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from './run.mjs';

const FLOOR = [20, 19];
const stamp = join(root, 'node_modules', '.cache', 'vivarium', 'install');

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1])) return;
  console.error(
    `vivarium: Node ${FLOOR.join('.')} or newer is needed, this is ${process.versions.node}. ` +
      'Install a newer Node.js (nodejs.org) and run the same command again.',
  );
  process.exit(1);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Installs what the lockfile names, unless this very lockfile is installed already. */
export async function ensureInstalled() {
  requireNode();
  const wanted = createHash('sha256')
    .update(read(join(root, 'package-lock.json')))
    .digest('hex');
  if (read(stamp) === wanted) return;
  console.log('Installing the packages that the lockfile names…');
  await npm('npm ci', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  mkdirSync(join(stamp, '..'), { recursive: true });
  writeFileSync(stamp, wanted);
}
