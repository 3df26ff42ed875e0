import { expect, row, test, treeUrl } from './vivarium.ts';

const EDITOR = 'Data of the node, editable';

test('a node is created, edited after a look at the exact operation, and deleted', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/writes');
  await vivarium.open(page, treeUrl('/writes'));
  await page.getByRole('button', { name: 'Create child' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('made');
  await dialog.getByLabel('Data (UTF-8)').fill('{"a": 1}');
  await expect(dialog).toContainText('create /writes/made');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(row(page, '/writes/made')).toHaveAttribute('aria-selected', 'true');
  expect(Buffer.from((await other.getData('/writes/made')).data ?? []).toString()).toBe('{"a": 1}');

  await page.getByLabel(EDITOR).fill('{"a": 2}');
  await page.getByLabel(EDITOR).press('Control+s');
  await expect(page.getByTestId('review')).toContainText('setData /writes/made, expects version 0');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('node-version')).toHaveText('version 1');
  expect(Buffer.from((await other.getData('/writes/made')).data ?? []).toString()).toBe('{"a": 2}');

  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('dialog')).toContainText('delete /writes/made, expects version 1');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(row(page, '/writes/made')).toHaveCount(0);
  expect(await other.exists('/writes/made')).toBeNull();
});

test('a conflict never loses the text that was typed', async ({ page, vivarium, other }) => {
  await other.create('/conflict', 'base');
  await vivarium.open(page, treeUrl('/conflict'));
  await page.getByLabel(EDITOR).fill('mine');
  await other.setData('/conflict', 'theirs');
  const conflict = page.getByTestId('conflict');
  await expect(conflict).toContainText('The node is at version 1 now; your text started from version 0.');
  await expect(page.getByLabel(EDITOR)).toHaveText('mine');
  await conflict.getByRole('button', { name: 'Keep mine, expect version 1' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByTestId('review')).toContainText('setData /conflict, expects version 1');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByTestId('node-version')).toHaveText('version 2');
  expect(Buffer.from((await other.getData('/conflict')).data ?? []).toString()).toBe('mine');
});

test('a draft stays while one looks elsewhere, and through the deletion of its node', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/draft', 'base');
  await vivarium.open(page, treeUrl('/draft'));
  await page.getByLabel(EDITOR).fill('a long thought');
  await row(page, '/zookeeper').click();
  await expect(page.getByTestId('node-path')).toHaveText('/zookeeper');
  await row(page, '/draft').click();
  await expect(page.getByLabel(EDITOR)).toHaveText('a long thought');
  await other.delete('/draft');
  await expect(page.getByText('Deleted. What you see is the last state read.')).toBeVisible();
  await expect(page.getByLabel(EDITOR)).toHaveText('a long thought');
});

test('an error names the code, what it means and what to do', async ({ page, vivarium, other }) => {
  await other.create('/full');
  await other.create('/full/child');
  await vivarium.open(page, treeUrl('/full'));
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  const alert = page.getByRole('dialog').getByRole('alert');
  await expect(alert).toContainText('NOTEMPTY');
  await expect(alert).toContainText('Next:');
  expect(await other.exists('/full')).not.toBeNull();
});

test('a node that may not be read says so', async ({ page, vivarium, other }) => {
  await other.create('/locked', 's', { acl: [{ scheme: 'world', id: 'anyone', perms: 8 }] });
  await vivarium.open(page, treeUrl('/locked'));
  await expect(page.getByRole('alert').filter({ hasText: 'NOAUTH' })).toBeVisible();
});
