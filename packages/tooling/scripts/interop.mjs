// `npm run test:interop`: against Apache's server and the Java, C and Python clients of Debian's packages.
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
    'e2e/interop/run.ts',
    ...process.argv.slice(2),
  ]),
);
