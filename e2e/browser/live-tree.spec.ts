import { editor, expect, row, test, treeUrl } from './vivarium.ts';

test('what another client does appears without a reload', async ({ page, vivarium, other }) => {
  await other.create('/live');
  await vivarium.open(page, treeUrl('/live/box'));
  await expect(row(page, '/live')).toBeVisible();
  await other.create('/live/box', 'one');
  await expect(row(page, '/live/box')).toHaveAttribute('data-mark', 'created');
  await expect(editor(page)).toHaveText('one');
  await other.setData('/live/box', 'two');
  await expect(editor(page)).toHaveText('two');
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
  await expect(row(page, '/many/n00500')).toBeAttached();
});

test('children are listed newest first where the tap keeps the tree, and the address keeps that', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/sorted');
  for (const name of ['b', 'a', 'c']) await other.create(`/sorted/${name}`);
  await vivarium.open(page, treeUrl('/sorted/a'));
  const names = () =>
    page
      .locator('[role=treeitem][aria-level="3"]')
      .evaluateAll((rows) => rows.map((row) => row.dataset.path));
  await expect.poll(names).toEqual(['/sorted/a', '/sorted/b', '/sorted/c']);
  await page.getByLabel('Order of children').selectOption('newest');
  await expect.poll(names).toEqual(['/sorted/c', '/sorted/a', '/sorted/b']);
  await other.create('/sorted/aa');
  await expect.poll(names).toEqual(['/sorted/aa', '/sorted/c', '/sorted/a', '/sorted/b']);
  await page.reload();
  await expect.poll(names).toEqual(['/sorted/aa', '/sorted/c', '/sorted/a', '/sorted/b']);
  await page.getByLabel('Order of children').selectOption('name');
  await expect.poll(names).toEqual(['/sorted/a', '/sorted/aa', '/sorted/b', '/sorted/c']);
});
