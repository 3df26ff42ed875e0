import { AxeBuilder } from '@axe-core/playwright';
import { editor, expect, row, test, treeUrl } from './vivarium.ts';

test('theme and language switch, and stay after a reload', async ({ page, vivarium }) => {
  await vivarium.open(page, treeUrl('/'));
  await expect(row(page, '/zookeeper')).toBeVisible();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await ground();
  await page.getByRole('button', { name: 'Light' }).click();
  const light = await ground();
  expect(light).not.toBe(dark);
  await page.getByRole('button', { name: '简体中文' }).click();
  await expect(page.getByRole('region', { name: '节点树' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.reload();
  await expect(page.getByRole('region', { name: '节点树' })).toBeVisible();
  expect(await ground()).toBe(light);
});

test('at 390 by 844 the tree, the node and the member are each a touch away', async ({
  browser,
  vivarium,
  other,
}) => {
  await other.create('/narrow', 'small');
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await vivarium.open(page, treeUrl('/narrow'));
  await expect(row(page, '/narrow')).toBeVisible();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Node', exact: true }).click();
  await expect(editor(page)).toHaveText('small');
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Member', exact: true }).click();
  await expect(page.getByTestId('mode')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await context.close();
});

test('with reduced motion nothing is animated', async ({ browser, vivarium, other }) => {
  await other.create('/still');
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await vivarium.open(page, treeUrl('/still'));
  await row(page, '/still').dblclick();
  await other.create('/still/new');
  await expect(row(page, '/still/new')).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await context.close();
});
