import { editor, expect, row, test, treeUrl } from './vivarium.ts';

test('two browsers edit the same node: the second is told, merges, and nothing typed is lost', async ({
  browser,
  vivarium,
  other,
}) => {
  await other.create('/shared', 'first line\nsecond line\n');
  const contexts = await Promise.all([browser.newContext(), browser.newContext()]);
  const [mine, theirs] = await Promise.all(contexts.map((context) => context.newPage()));
  if (mine === undefined || theirs === undefined) throw new Error('two pages were asked for');
  await vivarium.open(mine, treeUrl('/shared'));
  await vivarium.open(theirs, treeUrl('/shared'));
  await editor(mine).fill('my line\nsecond line\n');
  await editor(theirs).fill('first line\ntheir line\n');

  await theirs.getByRole('button', { name: 'Review' }).click();
  await theirs.getByRole('button', { name: 'Send' }).click();
  await expect(theirs.getByTestId('node-version')).toHaveText('version 1');
  const conflict = mine.getByTestId('conflict');
  await expect(conflict).toContainText('The node is at version 1 now; your text started from version 0.');
  await expect(editor(mine)).toContainText('my line');

  await conflict.getByRole('button', { name: 'Keep mine, expect version 1' }).click();
  await mine.getByRole('button', { name: 'Review' }).click();
  await expect(mine.getByTestId('review')).toContainText('setData /shared, expects version 1');
  await mine.getByRole('button', { name: 'Send' }).click();
  await expect(mine.getByTestId('node-version')).toHaveText('version 2');
  await expect(theirs.getByTestId('node-version')).toHaveText('version 2');
  await expect(editor(theirs)).toContainText('my line');
  expect(Buffer.from((await other.getData('/shared')).data ?? []).toString()).toBe('my line\nsecond line\n');

  // What one of them makes or takes away is on the screen of the other.
  await mine.getByRole('button', { name: 'Create child' }).click();
  await mine.getByRole('dialog').getByLabel('Name').fill('made');
  await mine.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await expect(mine.getByTestId('node-path')).toHaveText('/shared/made');
  await expect(row(theirs, '/shared')).toHaveAttribute('aria-expanded', 'false');
  await row(theirs, '/shared').dblclick();
  await expect(row(theirs, '/shared/made')).toBeVisible();
  await Promise.all(contexts.map((context) => context.close()));
});
