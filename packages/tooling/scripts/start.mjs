// `npm start`: from a fresh clone to a live page. Arguments after `--` go to `vivarium up`.
import { ensureBuilt } from './steps/build.mjs';
import { ensureInstalled } from './steps/install.mjs';
import { node } from './steps/run.mjs';

await ensureInstalled();
await ensureBuilt();
process.exit(await node(['apps/cli/bin/vivarium.js', 'up', ...process.argv.slice(2)]));
