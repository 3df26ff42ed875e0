import { expect, test, treeUrl } from './vivarium.ts';

const NAMES = ['__proto__', 'constructor', '中文 节点', '100%25', '<script>alert(1)', 'a b', 'ü€'];

test('an export comes back as it was, whatever its nodes are called', async ({ page, vivarium, other }) => {
  await other.create('/away');
  for (const name of NAMES) await other.create(`/away/${name}`, `data of ${name}`);
  await other.create('/away/binary', Buffer.from([0, 255, 1, 254]));
  await vivarium.open(page, treeUrl('/away'));
  // A page that still finds its shape moves its buttons from under the pointer.
  await expect(page.getByTestId('node-version')).toBeVisible();
  await page.getByRole('button', { name: 'All actions' }).click();
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Export' }).click();
  const download = page.waitForEvent('download');
  await dialog.getByRole('link', { name: /Download/ }).click();
  const file = await (await download).path();
  await dialog.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'All actions' }).click();
  await page.getByRole('menuitem', { name: 'Import…' }).click();
  await dialog.getByLabel('File').setInputFiles(file);
  await dialog.getByLabel('Put it at').fill('/back');
  await dialog.getByRole('button', { name: 'Send and compare' }).click();
  await expect(dialog.locator('[data-count=create]')).toContainText('9');
  expect(await other.exists('/back')).toBeNull();
  await dialog.getByRole('button', { name: 'Import, 9 writes' }).click();
  await expect(dialog.locator('[data-count=created]')).toContainText('9');
  await expect(dialog.getByTestId('job')).toHaveAttribute('data-state', 'done');
  for (const name of NAMES) {
    const { data } = await other.getData(`/back/${name}`);
    expect(Buffer.from(data ?? []).toString()).toBe(`data of ${name}`);
  }
  expect([...((await other.getData('/back/binary')).data ?? [])]).toEqual([0, 255, 1, 254]);
  await dialog.getByRole('button', { name: 'Close' }).click();

  await other.setData('/back/a b', 'changed since');
  await other.delete('/back/ü€');
  await page.getByRole('button', { name: 'All actions' }).click();
  await page.getByRole('menuitem', { name: 'Import…' }).click();
  await dialog.getByLabel('File').setInputFiles(file);
  await dialog.getByLabel('Put it at').fill('/back');
  await dialog.getByRole('button', { name: 'Send and compare' }).click();
  await expect(dialog.locator('[data-count=create]')).toContainText('1');
  await expect(dialog.locator('[data-count=change]')).toContainText('1');
  await expect(dialog.locator('[data-count=same]')).toContainText('7');
  await dialog.getByRole('button', { name: 'Import, 1 write', exact: true }).click();
  await expect(dialog.locator('[data-count=kept]')).toContainText('1');
  expect(Buffer.from((await other.getData('/back/a b')).data ?? []).toString()).toBe('changed since');
});

test('a file that is no export says so', async ({ page, vivarium }) => {
  await vivarium.open(page, treeUrl('/'));
  // A page that still finds its shape moves its buttons from under the pointer.
  await expect(page.getByTestId('node-version')).toBeVisible();
  await page.getByRole('button', { name: 'All actions' }).click();
  await page.getByRole('menuitem', { name: 'Import…' }).click();
  const dialog = page.getByRole('dialog');
  const notes = { name: 'notes.jsonl', mimeType: 'text/plain', buffer: Buffer.from('hello\n') };
  await dialog.getByLabel('File').setInputFiles(notes);
  await dialog.getByRole('button', { name: 'Send and compare' }).click();
  await expect(dialog.getByRole('alert')).toContainText('BAD_UPLOAD');
});
