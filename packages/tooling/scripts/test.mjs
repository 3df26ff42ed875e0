// `npm test`: everything that needs no network peer. Arguments go to vitest and leave the browser out.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './steps/browser.mjs';
import { ensureBuilt } from './steps/build.mjs';
import { ensureInstalled } from './steps/install.mjs';
import { bin, node } from './steps/run.mjs';
import { Tally } from './steps/tally.mjs';

const selection = process.argv.slice(2);
await ensureInstalled();
await ensureBuilt();

const reports = mkdtempSync(join(tmpdir(), 'vivarium-test-'));
const tally = new Tally();

const unitReport = join(reports, 'unit.json');
const unit = await node([
  bin('vitest/vitest.mjs'),
  'run',
  '--config=packages/tooling/vitest.config.ts',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unitReport}`,
  ...selection,
]);
tally.addReport('vitest', unitReport, unit);

if (selection.length === 0) {
  tally.addCheck('the static checks', await node(['packages/tooling/scripts/check.mjs']));
  const browserReport = join(reports, 'browser.json');
  const browser = await node(
    [
      bin('@playwright/test/cli.js'),
      'test',
      '--config=e2e/browser/playwright.config.ts',
      '--reporter=list,json',
    ],
    {
      env: {
        ...process.env,
        VIVARIUM_CHROMIUM: await ensureBrowser(),
        PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport,
        PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
      },
    },
  );
  tally.addReport('Playwright', browserReport, browser);
}
tally.close();
