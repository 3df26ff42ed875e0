// `npm run sim -- --seed N`: the member's own code under the seeded simulator. See packages/sim.
import { ensureBuilt } from './steps/build.mjs';
import { ensureInstalled } from './steps/install.mjs';
import { node } from './steps/run.mjs';

await ensureInstalled();
await ensureBuilt();
process.exit(await node(['packages/sim/bin/sim.mjs', ...process.argv.slice(2)]));
