import { expect, row, test, treeUrl } from './vivarium.ts';

test('a subtree is looked at, its name typed, deleted, and brought back', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/bulk', 'top');
  for (let n = 0; n < 30; n += 1) await other.create(`/bulk/n${n}`, `data ${n}`);
  await other.create('/bulk2');
  await vivarium.open(page, treeUrl('/bulk'));
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('[data-count=persistent]')).toContainText('31');
  await expect(dialog.getByTestId('job-items')).toContainText('/bulk/n10');
  await expect(dialog.getByTestId('job-items')).not.toContainText('/bulk2');
  const button = dialog.getByRole('button', { name: 'Delete 31 znodes' });
  await expect(button).toBeDisabled();
  await dialog.getByLabel('Type bulk to delete 31 znodes').fill('bulk');
  await dialog.getByLabel('Reason').fill('not needed');
  await button.click();
  await expect(row(page, '/bulk')).toHaveCount(0);
  expect(await other.exists('/bulk')).toBeNull();
  expect(await other.exists('/bulk2')).not.toBeNull();
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, '/bulk')).toBeVisible();
  await expect
    .poll(async () =>
      (await other.exists('/bulk')) === null ? 0 : (await other.getChildren('/bulk')).children.length,
    )
    .toBe(30);
  expect(Buffer.from((await other.getData('/bulk/n7')).data ?? []).toString()).toBe('data 7');
});

test('ephemerals inside ask a second time', async ({ page, vivarium, other }) => {
  await other.create('/living');
  await other.create('/living/worker', null, { mode: 'ephemeral' });
  await vivarium.open(page, treeUrl('/living'));
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('[data-count=ephemeral]')).toContainText('1');
  const button = dialog.getByRole('button', { name: 'Delete 2 znodes' });
  await expect(button).toBeDisabled();
  await dialog.getByRole('checkbox').check();
  await button.click();
  await expect(row(page, '/living')).toHaveCount(0);
  expect(await other.exists('/living')).toBeNull();
});

test('a delete is cancelled half-way, says what stays, and outlives a reload', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/long');
  const paths = Array.from({ length: 6_000 }, (_, n) => `/long/n${String(n).padStart(4, '0')}`);
  await Promise.all(paths.map((path) => other.create(path)));
  await vivarium.open(page, treeUrl('/long'));
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Type long/).fill('long');
  await dialog.getByRole('button', { name: 'Delete 6,001 znodes' }).click();
  const job = dialog.getByTestId('job');
  await expect(job).toContainText(/[1-9][\d,]* of 6,001 deleted; cancel keeps the rest/);
  await job.getByRole('button', { name: 'Cancel' }).click();
  await expect(job).toHaveAttribute('data-state', 'cancelled');
  const left = (await other.getChildren('/long')).children.length;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(6_000);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: /Jobs/ }).click();
  await page.getByRole('link', { name: 'Delete /long and all below it' }).click();
  await expect(page.getByTestId('job')).toHaveAttribute('data-state', 'cancelled');
  await page.reload();
  await expect(page.getByTestId('job')).toHaveAttribute('data-state', 'cancelled');
  await expect(page.locator('[data-count=deleted]')).toContainText((6_000 - left).toLocaleString('en'));
  await page.getByTestId('job').getByRole('button', { name: /Undo/ }).click();
  await expect.poll(async () => (await other.getChildren('/long')).children.length).toBe(6_000);
});

test('a node is renamed and copied with all below it', async ({ page, vivarium, other }) => {
  await other.create('/old', 'a');
  await other.create('/old/child', 'b');
  await vivarium.open(page, treeUrl('/old'));
  await expect(row(page, '/old')).toBeVisible();
  await page.getByRole('tree').focus();
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('New name').fill('new');
  await expect(dialog).toContainText('copy /old → /new, then delete /old');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(row(page, '/new')).toHaveAttribute('aria-selected', 'true');
  await expect(row(page, '/old')).toHaveCount(0);
  expect(Buffer.from((await other.getData('/new/child')).data ?? []).toString()).toBe('b');

  await page.getByRole('button', { name: 'All actions' }).click();
  await page.getByRole('menuitem', { name: 'Copy to…' }).click();
  await dialog.getByLabel('Path of the copy').fill('/twin');
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await expect(row(page, '/twin')).toHaveAttribute('aria-selected', 'true');
  expect(await other.exists('/new/child')).not.toBeNull();
  expect(await other.exists('/twin/child')).not.toBeNull();
});

test('an ACL is set on everything below', async ({ page, vivarium, other }) => {
  await other.create('/wide');
  await other.create('/wide/a');
  await other.create('/wide/a/b');
  await vivarium.open(page, treeUrl('/wide', '&tab=acl'));
  await page.getByRole('button', { name: 'Edit ACL' }).click();
  const editor = page.getByTestId('acl-editor');
  await editor.getByLabel('delete').uncheck();
  await editor.getByLabel('Set the same list on every node below, as a job').check();
  await editor.getByRole('button', { name: 'Send' }).click();
  await expect(editor.getByTestId('job')).toHaveAttribute('data-state', 'done');
  await expect(editor.locator('[data-count=set]')).toContainText('3');
  expect((await other.getACL('/wide/a/b')).acl[0]?.perms).toBe(23);
});
