import { createHash } from 'node:crypto';
import { expect, row, test, treeUrl } from './vivarium.ts';

const digestOf = (user: string, password: string): string =>
  `${user}:${createHash('sha1').update(`${user}:${password}`).digest('base64')}`;
/** The letters of an access list. */
const READ = 1;
const ADMIN = 16;

test('a node that may not be read shows the list that refuses, and opens to another identity', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/denied');
  const acl = [
    { scheme: 'digest', id: digestOf('gardener', 'sesame'), perms: 31 },
    { scheme: 'world', id: 'anyone', perms: ADMIN },
  ];
  await other.create('/denied/kept', 'what is inside', { acl });
  await vivarium.open(page, treeUrl('/denied/kept'));
  await expect(row(page, '/denied/kept')).toContainText('may not be read');
  const refused = page.getByTestId('refused');
  await expect(refused.getByRole('alert')).toContainText('NOAUTH');
  await expect(refused.getByRole('alert')).toContainText('Next:');
  await expect(refused.getByRole('table').first()).toContainText('gardener');
  await expect(refused.getByTestId('acl-mine')).toContainText('This dashboard may: admin.');

  await refused.getByRole('button', { name: 'Authenticate as…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('User')).toHaveValue('gardener');
  await dialog.getByLabel('Password').fill('sesame');
  await dialog.getByRole('button', { name: 'Authenticate' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId('toast')).toContainText('digest:gardener');
  await expect(page.getByLabel('Data of the node, editable')).toHaveText('what is inside');
  await expect(row(page, '/denied/kept')).not.toContainText('may not be read');
});

test('a write that the list refuses keeps its text and offers another identity', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/look-only', 'as it was', { acl: [{ scheme: 'world', id: 'anyone', perms: READ }] });
  await vivarium.open(page, treeUrl('/look-only'));
  const editor = page.getByLabel('Data of the node, editable');
  await editor.fill('as I would have it');
  await editor.press('Control+s');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'NOAUTH' })).toBeVisible();
  await expect(editor).toHaveText('as I would have it');
  await expect(page.getByRole('button', { name: 'Authenticate as…' })).toBeVisible();
  await page.getByRole('button', { name: 'ACL' }).click();
  await expect(page.getByTestId('acl-perms')).toHaveText('--r--');
});

test('a node that is not there can be made where it was looked for', async ({ page, vivarium, other }) => {
  await vivarium.open(page, treeUrl('/not-there/yet'));
  const refused = page.getByTestId('refused');
  await expect(refused.getByRole('alert')).toContainText('NONODE');
  await refused.getByRole('button', { name: 'Create yet' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('create /not-there/yet');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(row(page, '/not-there/yet')).toHaveAttribute('aria-selected', 'true');
  expect(await other.exists('/not-there/yet')).not.toBeNull();
});

test('an address that is no page says so and leads back', async ({ page, vivarium }) => {
  await vivarium.open(page, '/c/local/nowhere');
  await expect(page.getByTestId('not-found')).toContainText('/c/local/nowhere');
  await vivarium.open(page, '/c/elsewhere/tree');
  await expect(page.getByTestId('not-found')).toContainText('elsewhere');
  await page.getByTestId('not-found').getByRole('link', { name: 'Tree' }).click();
  await expect(page.getByRole('tree')).toBeVisible();
  await vivarium.open(page, '/what/is/this');
  await page.getByRole('link', { name: 'Open Vivarium' }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
});
