// `npm run check`: types of everything, lint and format. The import and purity rules are a test (tidy).
import { ensureInstalled } from './steps/install.mjs';
import { bin, must, npm } from './steps/run.mjs';

await ensureInstalled();
const tsc = bin('typescript/bin/tsc');
await must('tsc', process.execPath, [tsc, '-b', 'packages/tooling/tsconfig.all.json']);
await must('tsc (tests)', process.execPath, [tsc, '-p', 'packages/tooling/tsconfig.tests.json']);
await npm('tsc (page)', ['run', 'check', '--workspace=@vivarium/web', '--silent']);
await must('biome', process.execPath, [
  bin('@biomejs/biome/bin/biome'),
  'check',
  '--config-path=packages/tooling/lint.json',
  '--error-on-warnings',
  '.',
]);
