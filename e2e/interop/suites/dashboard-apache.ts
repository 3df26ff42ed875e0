import { existsSync } from 'node:fs';
import { type Browser, chromium, expect, type Page } from '@playwright/test';
import { ZooKeeper } from '@vivarium/client';
import { type Ensemble, startEnsemble } from '../../harness/index.ts';
import { Vivarium } from '../../harness/vivarium-up.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { statusModes } from './observing-tree.ts';

const CHROMIUM = [process.env.VIVARIUM_CHROMIUM, '/usr/bin/chromium'];
const EDITOR = '.cm-content[aria-label="Data of the node, editable"]';
/** The page, the browser and three JVMs share what cores there are. */
const PATIENCE_MS = 60_000;

/** Three of Apache's members, of which nothing but the client port and `srvr` is asked, in a real Chromium. */
export const dashboardApacheSuite: Suite = {
  name: 'dashboard-apache',
  async run(report) {
    const executablePath = CHROMIUM.find((path) => path !== undefined && path !== '' && existsSync(path));
    if (executablePath === undefined) throw new Error("Debian's chromium is not installed");
    const ensemble = await startEnsemble({
      members: ['apache', 'apache', 'apache'],
      tickTimeMs: 500,
      label: 'dashboard-apache',
      // Apache's own default.
      config: { '4lw.commands.whitelist': 'srvr' },
    });
    const vivarium = await Vivarium.start('--connect', ensemble.address);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      await tell(report, ensemble, vivarium, browser);
    } finally {
      await browser.close();
      await vivarium.discard();
      await ensemble.end();
    }
  },
};

async function tell(
  report: SuiteReport,
  ensemble: Ensemble,
  vivarium: Vivarium,
  browser: Browser,
): Promise<void> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const other = new ZooKeeper(ensemble.address, { sessionTimeoutMs: 10_000 });
  await other.connect();
  await other.create('/seen', 'by Apache');
  await vivarium.open(page);
  await report.check('the tree is there, and another client’s changes come by themselves', () =>
    watchTree(page, vivarium, other),
  );
  await report.check('a node is edited against its version', () => edit(page, vivarium, other));
  await report.check('modes are those of zkServer.sh status', () => sameModes(page, vivarium, ensemble));
  await report.check('the page says what it cannot see', () => saysWhatIsHidden(page, vivarium));
  const leader = await ensemble.untilLed();
  await leader.server.kill();
  await ensemble.untilLed();
  await report.check('modes are those of zkServer.sh status after their leader was killed', () =>
    sameModes(page, vivarium, ensemble),
  );
  await report.check('a node is edited under the new leader', () => edit(page, vivarium, other));
  await other.close();
}

async function openTree(page: Page, vivarium: Vivarium, path: string): Promise<void> {
  await page.goto(`${vivarium.origin}/c/local/tree?path=${encodeURIComponent(path)}`);
}

async function watchTree(page: Page, vivarium: Vivarium, other: ZooKeeper): Promise<void> {
  await openTree(page, vivarium, '/seen');
  const row = (path: string) => page.locator(`[role=treeitem][data-path="${path}"]`);
  await row('/seen').dblclick();
  await other.create('/seen/child', 'new');
  await expect(row('/seen/child')).toBeVisible({ timeout: PATIENCE_MS });
  await other.delete('/seen/child');
  await expect(row('/seen/child')).toHaveCount(0, { timeout: PATIENCE_MS });
}

async function edit(page: Page, vivarium: Vivarium, other: ZooKeeper): Promise<void> {
  await openTree(page, vivarium, '/seen');
  const { version } = (await other.getData('/seen')).stat;
  const text = `written over version ${version}`;
  await expect(page.getByTestId('node-version')).toHaveText(`version ${version}`, { timeout: PATIENCE_MS });
  await page.locator(EDITOR).fill(text);
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(page.getByTestId('review')).toContainText(`setData /seen, expects version ${version}`);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByTestId('node-version')).toHaveText(`version ${version + 1}`, {
    timeout: PATIENCE_MS,
  });
  const { data } = await other.getData('/seen');
  expect(Buffer.from(data ?? []).toString()).toBe(text);
}

/** A member that does not run has no mode, there and here. */
async function sameModes(page: Page, vivarium: Vivarium, ensemble: Ensemble): Promise<void> {
  await page.goto(`${vivarium.origin}/c/local/ensemble`);
  const theirs = await statusModes(ensemble);
  for (const { sid, server } of ensemble.members) {
    const mode = theirs.get(sid);
    const shown = page.getByTestId(`plate-${server.address}`).getByTestId('mode');
    await expect(shown).toHaveText(mode === undefined ? 'no answer' : `Mode: ${mode}`, {
      timeout: PATIENCE_MS,
    });
  }
}

async function saysWhatIsHidden(page: Page, vivarium: Vivarium): Promise<void> {
  await page.goto(`${vivarium.origin}/c/local/connections`);
  const main = page.getByRole('main');
  await expect(main).toContainText('Start with --probe to see votes and states.', { timeout: PATIENCE_MS });
  await expect(main).toContainText('Start with --tap to see every transaction.');
  await expect(main).toContainText('4lw.commands.whitelist=srvr, mntr', { timeout: PATIENCE_MS });
}
