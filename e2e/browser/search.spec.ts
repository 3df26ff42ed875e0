import { expect, row, test } from './vivarium.ts';

test('names and data are searched, hits lead to their node, and the address keeps the search', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/find');
  await other.create('/find/needle-1', 'hay');
  await other.create('/find/stack', 'hay needle hay');
  await other.create('/find/other', 'hay');
  await vivarium.open(page, '/c/local/tree');
  await expect(row(page, '/zookeeper')).toBeVisible();
  await page.keyboard.press('Control+Shift+F');
  await page.getByLabel('Text', { exact: true }).fill('needle');
  await page.keyboard.press('Enter');
  const hits = page.getByTestId('job-items');
  await expect(hits.locator('[data-what=name]')).toContainText('/find/needle-1');
  await expect(hits.locator('[data-what=data]')).toContainText('/find/stack');
  await expect(page.getByTestId('job')).toHaveAttribute('data-state', 'done');
  await page.reload();
  await expect(hits.locator('[data-what=data]')).toContainText('/find/stack');
  await expect(page.getByLabel('Text', { exact: true })).toHaveValue('needle');
  await hits.getByRole('link', { name: '/find/stack' }).click();
  await expect(row(page, '/find/stack')).toHaveAttribute('aria-selected', 'true');
});

test('a link to a search searches; a pattern covers the whole name', async ({ page, vivarium, other }) => {
  await other.create('/globs');
  await other.create('/globs/app-1.json');
  await other.create('/globs/app-1.json.bak');
  await vivarium.open(page, '/c/local/search?q=app-?.json&in=name&as=glob&under=/globs');
  const hits = page.getByTestId('job-items');
  await expect(hits.getByRole('link')).toHaveText(['/globs/app-1.json']);
  await expect(page).toHaveURL(/job=/);
});

test('the biggest nodes and subtrees are listed, the largest first', async ({ page, vivarium, other }) => {
  await other.create('/sizes');
  await other.create('/sizes/large', 'x'.repeat(5_000));
  await other.create('/sizes/small', 'x');
  await vivarium.open(page, '/c/local/search?view=sizes&under=/sizes');
  await page.getByRole('button', { name: 'Measure' }).click();
  await expect(page.locator('[data-list=node] a').first()).toHaveText('/sizes/large');
  await expect(page.locator('[data-list=subtree] a').first()).toHaveText('/sizes');
  await expect(page.locator('[data-list=children] li a').first()).toHaveText('/sizes');
});
