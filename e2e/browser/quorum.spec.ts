import type { Page } from '@playwright/test';
import type { ControlBody } from '@vivarium/contract';
import { editor, expect, row, test, treeUrl, type Vivarium } from './vivarium.ts';

/** Takes the controls of the page's server, with the page's session. */
async function control(page: Page, vivarium: Vivarium, body: ControlBody): Promise<void> {
  const url = `${vivarium.origin}/api/ensemble/control`;
  const answer = await page.request.post(url, { data: body, headers: { origin: vivarium.origin } });
  expect(answer.status(), await answer.text()).toBe(200);
}

const verdict = (page: Page) => page.getByTestId('verdict');

test('without a quorum every write is off with its reason, and on again when it is back', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/lost', 'kept');
  await vivarium.open(page, treeUrl('/lost'));
  await expect(editor(page)).toHaveText('kept');
  await editor(page).fill('typed');
  const writes = ['Create child', 'Delete', 'Review'].map((name) =>
    page.getByRole('button', { name, exact: true }),
  );
  for (const write of writes) await expect(write).toBeEnabled();
  try {
    await control(page, vivarium, { action: 'kill', member: 1 });
    await control(page, vivarium, { action: 'kill', member: 2 });
    await expect(page).toHaveTitle(/^No quorum · /);
    for (const write of writes) await expect(write).toBeDisabled();
    await expect(page.getByRole('button', { name: 'Create child', exact: true })).toHaveAttribute(
      'title',
      /Writing is off/,
    );
    // What was read stays on the screen, and what was typed too.
    await expect(row(page, '/lost')).toBeVisible();
    await expect(editor(page)).toHaveText('typed');
    await page.getByRole('button', { name: 'ACL' }).click();
    await expect(page.getByRole('button', { name: /^Edit/ })).toBeDisabled();
    await page.getByRole('button', { name: 'Data', exact: true }).click();
    // Who comes only now sees the tree as it was known last, and how old that is.
    await page.reload();
    await expect(row(page, '/lost')).toBeVisible();
    await expect(editor(page)).toHaveText('typed');
    for (const note of await page.getByTestId('aged').all()) await expect(note).toContainText(/^As read at /);
    for (const write of writes) await expect(write).toBeDisabled();
    // The server refuses as well, whoever asks it, and writes nothing later.
    const url = `${vivarium.origin}/api/tree/create`;
    const data = { path: '/lost/never', data: '', kind: 'persistent' };
    const answer = await page.request.post(url, { data, headers: { origin: vivarium.origin } });
    expect(answer.ok()).toBe(false);
  } finally {
    await control(page, vivarium, { action: 'restart', member: 1 });
    await control(page, vivarium, { action: 'restart', member: 2 });
  }
  await page.getByRole('link', { name: /^Ensemble/ }).click();
  await expect(verdict(page)).toContainText('Quorum held by 3 of 3 voters.', { timeout: 90_000 });
  await page.getByRole('link', { name: /^Tree/ }).click();
  await row(page, '/lost').click();
  await expect(editor(page)).toHaveText('typed');
  for (const write of writes) await expect(write).toBeEnabled();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByTestId('node-version')).toHaveText('version 1');
  expect(await other.exists('/lost/never')).toBeNull();
});
