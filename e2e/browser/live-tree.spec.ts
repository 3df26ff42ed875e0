import { expect, row, test, treeUrl } from './vivarium.ts';

test('what another client does appears without a reload', async ({ page, vivarium, other }) => {
  await other.create('/live');
  await vivarium.open(page, treeUrl('/live/box'));
  await expect(row(page, '/live')).toBeVisible();
  await other.create('/live/box', 'one');
  await expect(row(page, '/live/box')).toHaveAttribute('data-mark', 'created');
  await expect(page.getByLabel('Data of the node, editable')).toHaveText('one');
  await other.setData('/live/box', 'two');
  await expect(page.getByLabel('Data of the node, editable')).toHaveText('two');
  await expect(page.getByTestId('node-version')).toHaveText('version 1');
  await expect(page.getByRole('region', { name: 'Events' })).toContainText('/live/box');
  await other.delete('/live/box');
  await expect(row(page, '/live/box')).toHaveAttribute('data-mark', 'deleted');
  await expect(row(page, '/live/box')).toHaveCount(0);
  await expect(page.getByText('Deleted. What you see is the last state read.')).toBeVisible();
});

test('an ephemeral node leaves when its session ends', async ({ page, vivarium, other }) => {
  await other.create('/sessions');
  await vivarium.open(page, treeUrl('/sessions'));
  await row(page, '/sessions').dblclick();
  const short = await vivarium.client();
  await short.create('/sessions/worker', null, { mode: 'ephemeral' });
  await expect(row(page, '/sessions/worker')).toContainText('ephemeral');
  await short.close();
  await expect(row(page, '/sessions/worker')).toHaveCount(0);
});

test('the keyboard alone walks, opens and closes', async ({ page, vivarium, other }) => {
  for (const path of ['/keys', '/keys/alpha', '/keys/alpha/leaf', '/keys/beta']) await other.create(path);
  await vivarium.open(page, treeUrl('/keys'));
  await expect(row(page, '/keys')).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tree').focus();
  await page.keyboard.press('ArrowRight');
  await expect(row(page, '/keys/beta')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, '/keys/alpha')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(row(page, '/keys/alpha/leaf')).toBeVisible();
  await page.keyboard.press('b');
  await expect(row(page, '/keys/beta')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(row(page, '/keys')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(row(page, '/keys/beta')).toHaveCount(0);
});

test('thousands of children come in pages and only the visible ones are drawn', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/many');
  const names = Array.from({ length: 1_200 }, (_, index) => `/many/n${String(index).padStart(5, '0')}`);
  await Promise.all(names.map((path) => other.create(path)));
  await vivarium.open(page, treeUrl('/many'));
  await row(page, '/many').dblclick();
  await expect(row(page, '/many/n00000')).toBeVisible();
  await expect(row(page, '/many')).toContainText('1,200');
  expect(await page.getByRole('treeitem').count()).toBeLessThan(120);
  await page.getByRole('tree').focus();
  await page.keyboard.press('End');
  await page.getByRole('tree').evaluate((tree) => tree.scrollTo({ top: 499 * 24 }));
  await page.getByRole('button', { name: '700 more children, show' }).click();
  await expect(row(page, '/many/n00500')).toBeAttached();
});
