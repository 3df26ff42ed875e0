import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, row, test } from './vivarium.ts';

const SHELL = '/c/local/cli';

const field = (page: Page) => page.getByRole('combobox', { name: 'Command' });
const log = (page: Page) => page.getByRole('log');
const last = (page: Page) => log(page).locator('article').last();

async function type(page: Page, line: string): Promise<void> {
  await field(page).fill(line);
  await field(page).press('Enter');
}

test('commands are listed at first, answer as zkCli.sh does, and paths lead to the tree', async ({
  page,
  vivarium,
  other,
  strays,
}) => {
  await other.create('/shell', 'from outside');
  await other.create('/shell/below');
  await vivarium.open(page, SHELL);
  await expect(log(page)).toContainText('getAllChildrenNumber');
  await type(page, 'get /shell');
  await expect(last(page)).toContainText('from outside');
  await type(page, 'ls /shell');
  await expect(last(page)).toContainText('[below]');
  await type(page, 'set /shell "from the page"');
  await expect(last(page)).toContainText('Done; it prints nothing.');
  expect(Buffer.from((await other.getData('/shell')).data ?? []).toString()).toBe('from the page');
  await log(page).getByRole('link', { name: 'below' }).click();
  await expect(row(page, '/shell/below')).toHaveAttribute('aria-selected', 'true');
  // The transcript is still there.
  await page.goBack();
  await expect(log(page)).toContainText('[below]');
  expect(strays).toEqual([]);
});

test('Tab completes commands and paths, the arrows bring lines back, also after a reload', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/complete-one');
  await other.create('/complete-two', 'two');
  await vivarium.open(page, SHELL);
  await field(page).pressSequentially('whoa');
  await field(page).press('Tab');
  await expect(field(page)).toHaveValue('whoami ');
  await field(page).fill('get /compl');
  await field(page).press('Tab');
  await expect(field(page)).toHaveValue('get /complete-');
  await expect(page.getByRole('option')).toHaveText(['/complete-one', '/complete-two']);
  await field(page).press('Tab');
  await field(page).press('Tab');
  await expect(field(page)).toHaveValue('get /complete-two');
  await field(page).press('Enter');
  await expect(last(page)).toContainText('two');
  await type(page, 'ls /');
  await expect(last(page)).toContainText('zookeeper');
  await field(page).press('ArrowUp');
  await field(page).press('ArrowUp');
  await expect(field(page)).toHaveValue('get /complete-two');
  await field(page).press('ArrowDown');
  await field(page).press('ArrowDown');
  await expect(field(page)).toHaveValue('');
  await page.reload();
  await expect(log(page)).toContainText('getAllChildrenNumber');
  await field(page).press('ArrowUp');
  await expect(field(page)).toHaveValue('ls /');
  // Escape gives Tab back to the page.
  await field(page).press('Escape');
  await field(page).press('Tab');
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeFocused();
});

test('a refusal is explained, what belongs to a terminal says so, and a watch tells its event', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/told', 'x');
  await vivarium.open(page, SHELL);
  await type(page, 'get /not-there');
  await expect(last(page)).toContainText('Node does not exist: /not-there');
  await expect(last(page)).toContainText('exit code 1');
  await expect(last(page).getByRole('alert')).toContainText('NONODE');
  await type(page, 'quit');
  await expect(last(page)).toContainText('quit belongs to a terminal');
  await type(page, 'get -w /told');
  await expect(last(page)).toContainText('x');
  await other.setData('/told', 'y');
  await expect(log(page)).toContainText('WatchedEvent state:SyncConnected type:NodeDataChanged path:/told');
});

test('a protected path asks for its name', async ({ page, vivarium, other }) => {
  await other.create('/zookeeper/quota/mine');
  await vivarium.open(page, SHELL);
  await type(page, 'delete /zookeeper/quota/mine');
  await expect(last(page).getByRole('alert')).toContainText('PROTECTED');
  expect(await other.exists('/zookeeper/quota/mine')).not.toBeNull();
  await last(page).getByLabel('Type /zookeeper to confirm').fill('/zookeeper');
  await last(page).getByRole('button', { name: 'Run' }).click();
  await expect(last(page)).toContainText('Done; it prints nothing.');
  expect(await other.exists('/zookeeper/quota/mine')).toBeNull();
});

for (const [colorScheme, locale, width] of [
  ['dark', 'en-US', 1440],
  ['light', 'zh-CN', 390],
] as const) {
  test(`axe finds nothing, and nothing sticks out: ${colorScheme}, ${locale}, ${width}`, async ({
    browser,
    vivarium,
  }) => {
    const context = await browser.newContext({
      colorScheme,
      locale,
      reducedMotion: 'reduce',
      viewport: { width, height: 844 },
    });
    const page = await context.newPage();
    await vivarium.open(page, SHELL);
    await expect(log(page)).toContainText('getAllChildrenNumber');
    const input = page.getByRole('combobox');
    for (const line of ['get /not-there', 'ls -s /', 'nonsense']) {
      await input.fill(line);
      await input.press('Enter');
    }
    await expect(last(page)).toContainText('127');
    await input.fill('get');
    await input.press('Tab');
    await expect(page.getByRole('option').first()).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await context.close();
  });
}
