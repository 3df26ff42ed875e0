import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, row, test, treeUrl } from './vivarium.ts';

async function expectClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
}

for (const [colorScheme, locale, width] of [
  ['dark', 'en-US', 1_440],
  ['light', 'zh-CN', 390],
] as const) {
  test(`what is said and asked of a node is clean: ${colorScheme}, ${locale}, ${width} px`, async ({
    browser,
    vivarium,
    other,
  }) => {
    const base = `/looks-${width}`;
    await other.create(base, 'one');
    for (let n = 0; n < 25; n += 1) await other.create(`${base}/n${n}`);
    await other.setData(base, 'two');
    const viewport = { width, height: 844 };
    const context = await browser.newContext({ colorScheme, locale, viewport, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const button = (en: string, zh: string) =>
      page.getByRole('button', { name: locale === 'zh-CN' ? zh : en, exact: true });
    await vivarium.open(page, treeUrl(base, '&pane=node&tab=acl'));
    await button('Edit ACL', '编辑 ACL').click();
    await expectClean(page);
    for (const tab of ['watches', 'quota', 'history']) {
      await vivarium.open(page, treeUrl(base, `&pane=node&tab=${tab}`));
      await expect(page.getByTestId(tab)).toBeVisible();
      await expectClean(page);
    }
    await button('Delete', '删除').click();
    await expect(page.getByTestId('job-items')).toBeVisible();
    await expectClean(page);
    await page.keyboard.press('Escape');
    await page.getByTestId('guard').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectClean(page);
    await vivarium.open(page, `/c/local/search?q=n1&under=${base}`);
    await expect(page.getByTestId('job')).toHaveAttribute('data-state', 'done');
    await expectClean(page);
    await vivarium.open(page, '/c/local/jobs');
    await page.locator('[data-job] a').first().click();
    await expect(page.getByTestId('job')).toBeVisible();
    await expectClean(page);
    await context.close();
  });
}

test('what a node can be asked is reached by keyboard alone', async ({ page, vivarium, other }) => {
  await other.create('/by-keys');
  await vivarium.open(page, treeUrl('/by-keys'));
  await expect(row(page, '/by-keys')).toBeVisible();
  await page.getByRole('tree').focus();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: /Copy path/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('New name')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
