import { gzipSync } from 'node:zlib';
import { editor, expect, row, test, treeUrl } from './vivarium.ts';

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

  await editor(page).fill('{"a": 2}');
  await editor(page).press('Control+s');
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
  await editor(page).fill('mine');
  await other.setData('/conflict', 'theirs');
  const conflict = page.getByTestId('conflict');
  await expect(conflict).toContainText('The node is at version 1 now; your text started from version 0.');
  await expect(editor(page)).toHaveText('mine');
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
  await editor(page).fill('a long thought');
  await row(page, '/zookeeper').click();
  await expect(page.getByTestId('node-path')).toHaveText('/zookeeper');
  await row(page, '/draft').click();
  await expect(editor(page)).toHaveText('a long thought');
  await other.delete('/draft');
  await expect(page.getByText('Deleted. What you see is the last state read.')).toBeVisible();
  await expect(editor(page)).toHaveText('a long thought');
});

test('an error names the code, what it means and what to do', async ({ page, vivarium, other }) => {
  await other.create('/full');
  await other.create('/full/child');
  await vivarium.open(page, treeUrl('/full'));
  await page.getByRole('button', { name: 'Create child' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('child');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByRole('alert')).toContainText('NODEEXISTS');
  await expect(dialog.getByRole('alert')).toContainText('Next:');
});

test('two who changed different lines are merged, and neither loses a word', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/merge', 'one\ntwo\nthree\nfour\nfive');
  await vivarium.open(page, treeUrl('/merge'));
  await editor(page).fill('mine\ntwo\nthree\nfour\nfive');
  await other.setData('/merge', 'one\ntwo\nthree\nfour\ntheirs');
  const conflict = page.getByTestId('conflict');
  await expect(conflict.getByTestId('theirs')).toContainText('theirs');
  await expect(conflict.getByTestId('mine')).toContainText('mine');
  await conflict.getByRole('button', { name: 'Merge both' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByLabel('Reason').fill('both were right');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByTestId('node-version')).toHaveText('version 2');
  const { data } = await other.getData('/merge');
  expect(Buffer.from(data ?? []).toString()).toBe('mine\ntwo\nthree\nfour\ntheirs');
});

test('a write is taken back from where it was said', async ({ page, vivarium, other }) => {
  await other.create('/undone', 'before');
  await vivarium.open(page, treeUrl('/undone'));
  await editor(page).fill('after');
  await editor(page).press('Control+s');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('node-version')).toHaveText('version 1');
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('node-version')).toHaveText('version 2');
  expect(Buffer.from((await other.getData('/undone')).data ?? []).toString()).toBe('before');
});

test('a draft is still there after a reload', async ({ page, vivarium, other }) => {
  await other.create('/reloaded', 'base');
  await vivarium.open(page, treeUrl('/reloaded'));
  await editor(page).fill('half a sentence');
  await page.reload();
  await expect(editor(page)).toHaveText('half a sentence');
});

test('GBK is read, edited and written as GBK', async ({ page, vivarium, other }) => {
  const bytes = Buffer.from([0xc5, 0xe4, 0xd6, 0xc3]);
  await other.create('/gbk', bytes);
  await vivarium.open(page, treeUrl('/gbk'));
  await expect(page.getByTestId('guess')).toHaveText('GBK text');
  await expect(editor(page)).toHaveText('配置');
  await editor(page).fill('配');
  await editor(page).press('Control+s');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('node-version')).toHaveText('version 1');
  expect([...((await other.getData('/gbk')).data ?? [])]).toEqual([0xc5, 0xe4]);
});

test('what is packed is shown unpacked, and bytes that are no text as hex', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/packed', gzipSync('hello from inside'));
  await vivarium.open(page, treeUrl('/packed'));
  await expect(page.getByTestId('plain')).toHaveText('hello from inside');
  await page.getByLabel('View as').selectOption('hex');
  await expect(page.getByTestId('hex')).toContainText('1f 8b');
});

test('line ends of Windows come back as they were', async ({ page, vivarium, other }) => {
  await other.create('/crlf', 'a\r\nb\r\n');
  await vivarium.open(page, treeUrl('/crlf'));
  // The editor takes the place of a plain field once its code has come.
  await expect(editor(page)).toHaveAttribute('contenteditable', 'true');
  await editor(page).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('x');
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('node-version')).toHaveText('version 1');
  expect(Buffer.from((await other.getData('/crlf')).data ?? []).toString()).toBe('xa\r\nb\r\n');
});

test('an ACL is edited, and says what it means', async ({ page, vivarium, other }) => {
  await other.create('/acl');
  await vivarium.open(page, treeUrl('/acl', '&tab=acl'));
  await page.getByRole('button', { name: 'Edit ACL' }).click();
  const editor = page.getByTestId('acl-editor');
  await expect(editor).toContainText('ACLs are not inherited');
  await editor.getByRole('button', { name: 'Add an entry' }).click();
  await editor.getByLabel('Scheme').last().selectOption('ip');
  await expect(editor).toContainText('spoofed');
  await editor.getByLabel('Id').last().fill('10.0.0.0/8');
  await editor.getByLabel('admin').last().uncheck();
  await expect(editor).toContainText('setAcl /acl world:anyone:cdrwa,ip:10.0.0.0/8:cdrw, expects aversion 0');
  await editor.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByTestId('acl-perms').last()).toHaveText('cdrw-');
  expect((await other.getACL('/acl')).acl.map(({ scheme }) => scheme)).toEqual(['world', 'ip']);
});

test('a quota is set behind its protected prefix, and its bars tell the use', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/limited');
  await other.create('/limited/one', 'abc');
  await vivarium.open(page, treeUrl('/limited', '&tab=quota'));
  const quota = page.getByTestId('quota');
  await quota.getByLabel('Znodes, soft').fill('5');
  await expect(quota.getByRole('button', { name: 'Set quota' })).toBeDisabled();
  await quota.getByTestId('protected').getByRole('textbox').fill('/zookeeper');
  await quota.getByRole('button', { name: 'Set quota' }).click();
  await expect(page.getByTestId('quota-nodes')).toContainText('soft 5');
  expect(await other.exists('/zookeeper/quota/limited/zookeeper_limits')).not.toBeNull();
  await quota.getByTestId('protected').getByRole('textbox').fill('/zookeeper');
  await quota.getByRole('button', { name: 'Remove quota' }).click();
  await expect(quota).toContainText('No quota here or above.');
});

test('locked, nothing can be written until the name is typed', async ({ page, vivarium, other }) => {
  await other.create('/safe', 'x');
  await vivarium.open(page, treeUrl('/safe'));
  await page.getByTestId('guard').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Locked' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'Create child' })).toBeDisabled();
  await page.getByTestId('guard').click();
  const name = /^Type (.+) to unlock/.exec(await dialog.getByText(/^Type .+ to unlock/).innerText())?.[1];
  await dialog.getByLabel(/to unlock/).fill(name ?? '');
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByTestId('guard')).toHaveText(/14:|15:/);
  await dialog.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByTestId('guard')).toHaveText('Open');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'Create child' })).toBeEnabled();
});

test('a node that may not be read says so', async ({ page, vivarium, other }) => {
  await other.create('/locked', 's', { acl: [{ scheme: 'world', id: 'anyone', perms: 8 }] });
  await vivarium.open(page, treeUrl('/locked'));
  await expect(page.getByRole('alert').filter({ hasText: 'NOAUTH' })).toBeVisible();
});
