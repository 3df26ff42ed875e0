import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin, must, npm, root } from './run.mjs';

const stamp = join(root, 'node_modules', '.cache', 'vivarium', 'build');
/** The program in few files; `apps/cli/bin/vivarium.js` takes it as long as nothing was compiled since. */
export const packed = join(root, 'apps', 'cli', 'dist', 'packed');

/** Every file whose change makes a build stale, with its time and size. */
function* inputs(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name === 'test') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* inputs(path);
    else {
      const { mtimeMs, size } = statSync(path);
      yield `${path} ${mtimeMs} ${size}`;
    }
  }
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const folder of ['packages', 'apps']) for (const line of inputs(join(root, folder))) hash.update(line);
  return hash.digest('hex');
}

function isFresh(wanted) {
  const outputs = ['apps/cli/dist/index.js', 'apps/web/dist/index.html'];
  if (![packed, ...outputs.map((file) => join(root, file))].every((file) => existsSync(file))) return false;
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

/** Builds what runs from `dist`: the packages, the server, the command, the page. Nothing when nothing changed. */
export async function ensureBuilt() {
  const wanted = fingerprint();
  if (isFresh(wanted)) return;
  console.log('Building…');
  rmSync(stamp, { force: true });
  const tsc = bin('typescript/bin/tsc');
  await must('tsc', process.execPath, [tsc, '-b', 'packages/tooling/tsconfig.all.json']);
  // In a process of its own: the bundler sets NODE_ENV, which whatever we start next would inherit.
  await must('pack', process.execPath, [join(import.meta.dirname, 'pack.mjs'), packed]);
  await npm('vite build', ['run', 'build', '--workspace=@vivarium/web', '--silent']);
  mkdirSync(join(stamp, '..'), { recursive: true });
  writeFileSync(stamp, wanted);
}
