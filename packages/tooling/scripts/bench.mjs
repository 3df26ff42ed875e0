// `npm run bench`: ours and Apache's server in the same run, alternating. See e2e/bench.
import { ensureBrowser } from './steps/browser.mjs';
import { ensureBuilt } from './steps/build.mjs';
import { ensureInstalled } from './steps/install.mjs';
import { node } from './steps/run.mjs';

await ensureInstalled();
await ensureBuilt();
// Only the dashboard's cells drive a browser.
if (process.argv.includes('dashboard')) process.env.VIVARIUM_CHROMIUM = await ensureBrowser();
process.exit(
  await node([
    '--conditions=@vivarium/source',
    '--import',
    'tsx',
    'e2e/bench/run.ts',
    ...process.argv.slice(2),
  ]),
);
