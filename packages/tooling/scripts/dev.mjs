// `npm run dev`: rebuilds what changed and restarts the dashboard; the page is rebuilt beside it.
import { rmSync } from 'node:fs';
import { ensureBuilt, packed } from './steps/build.mjs';
import { ensureInstalled } from './steps/install.mjs';
import { bin, node } from './steps/run.mjs';

await ensureInstalled();
await ensureBuilt();
// What is compiled from now on is to be seen at once.
rmSync(packed, { recursive: true, force: true });
await Promise.race([
  node([
    bin('typescript/bin/tsc'),
    '-b',
    'packages/tooling/tsconfig.all.json',
    '--watch',
    '--preserveWatchOutput',
  ]),
  node([bin('vite/bin/vite.js'), 'build', '--watch', '--clearScreen=false'], {
    cwd: new URL('../../../apps/web', import.meta.url),
  }),
  node(['--watch', 'apps/cli/bin/vivarium.js', 'up', ...process.argv.slice(2)]),
]);
