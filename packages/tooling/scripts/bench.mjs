// `npm run bench`: ours and Apache's server in the same run, alternating. See e2e/bench.
import { ensureBuilt } from './steps/build.mjs';
import { ensureInstalled } from './steps/install.mjs';
import { node } from './steps/run.mjs';

await ensureInstalled();
await ensureBuilt();
process.exit(
  await node([
    '--conditions=@vivarium/source',
    '--import',
    'tsx',
    'e2e/bench/run.ts',
    ...process.argv.slice(2),
  ]),
);
