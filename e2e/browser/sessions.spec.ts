import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, treeUrl } from './vivarium.ts';

const SESSIONS = '/c/local/sessions';

test('from a znode to its owner, to what dies with it, and the session is closed', async ({
  page,
  vivarium,
  other,
  strays,
}) => {
  const watcher = await vivarium.client();
  await other.create('/blast');
  await other.create('/blast/leaf', 'mine', { mode: 'ephemeral' });
  await watcher.exists('/blast/leaf', { watch: () => undefined });

  await vivarium.open(page, treeUrl('/blast/leaf', '&tab=stat'));
  await page
    .getByRole('row', { name: /ephemeralOwner/ })
    .getByRole('link')
    .click();
  const note = page.getByTestId('znode-note');
  await expect(note).toContainText('owned by');
  await expect(note).toContainText('watched by');
  const owner = note.getByRole('link', { name: /^s-/ }).first();
  const alias = (await owner.textContent()) ?? '';
  await owner.click();
  await expect(page).toHaveURL(new RegExp(`[?&]id=${alias}`));

  const radius = page.getByTestId('blast');
  await expect(radius.getByTestId('vanishing')).toContainText('1 ephemeral vanishes');
  await expect(radius.getByTestId('vanishing')).toContainText('/blast/leaf');
  await expect(radius.getByTestId('told')).toContainText(/sessions? (is|are) told by a watch/);
  await expect(page.getByTestId(`session-${alias}`)).toContainText(/\d+ s/);

  await radius.getByRole('button', { name: 'Close session' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`closeSession ${alias} at zk-`);
  await expect(dialog.getByTestId('close-follows')).toContainText('1 ephemeral vanishes');
  await dialog.getByLabel('Ticket').fill('OPS-12');
  await dialog.getByRole('button', { name: 'Close session' }).click();
  await expect(page.getByRole('status').filter({ hasText: `${alias} is closed` })).toBeVisible();
  await expect.poll(async () => (await watcher.exists('/blast/leaf')) === null).toBe(true);
  await expect(page.getByTestId(`session-${alias}`)).toHaveCount(0);

  await vivarium.open(page, `${SESSIONS}?id=${alias}`);
  await expect(page.getByText(`${alias} is no more`)).toBeVisible();
  await vivarium.open(page, '/c/local/audit?op=closeSession');
  await page.getByRole('button', { name: 'closeSession' }).first().click();
  await expect(page.getByText('OPS-12')).toBeVisible();
  await watcher.close();
  expect(strays).toEqual([]);
});

test('the list is filtered in the address, and says when only our own are there', async ({
  page,
  vivarium,
}) => {
  await vivarium.open(page, SESSIONS);
  const table = page.getByTestId('sessions');
  await expect(table).toContainText('Vivarium’s own');
  await page.getByLabel('Filter by alias').fill('no such session');
  await expect(page.getByText('No session matches the filter.')).toBeVisible();
  await expect(page).toHaveURL(/q=no/);
  await page.reload();
  await expect(page.getByText('No session matches the filter.')).toBeVisible();
  await page.getByLabel('Filter by alias').fill('');
  await expect(table.getByRole('button').first()).toBeVisible();
});

test('without a quorum what was known stays with its age, timeouts are not counted, and no session may be closed', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/still-here', null, { mode: 'ephemeral' });
  await vivarium.open(page, SESSIONS);
  await expect(page.getByTestId('sessions').getByRole('button').nth(1)).toBeVisible();
  await page.getByRole('link', { name: /^Ensemble/ }).click();
  const isolate = async (name: string) => {
    const plate = page.getByTestId(`plate-${name}`);
    await plate.locator('button[aria-expanded]').click();
    await page.getByTestId(`actions-${name}`).getByRole('button', { name: 'Isolate' }).click();
  };
  await isolate('zk-1');
  await isolate('zk-2');
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-kind', 'noQuorum');
  await expect(page.getByTestId('reasons')).toContainText('zk-1 is isolated');
  await page.getByRole('link', { name: /^Sessions/ }).click();
  await expect(page.getByTestId('no-timeouts')).toBeVisible();
  await expect(page.getByTestId('last-known')).toBeVisible();
  await page.getByTestId('sessions').getByRole('button').first().click();
  await expect(page.getByText('No member tells of its sessions while there is no leader.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Close session' })).toHaveCount(0);
  await page.getByRole('link', { name: /^Ensemble/ }).click();
  for (const name of ['zk-1', 'zk-2']) {
    await page.getByTestId(`plate-${name}`).locator('button[aria-expanded]').click();
    await page.getByTestId(`actions-${name}`).getByRole('button', { name: 'Rejoin' }).click();
  }
  await expect(page.getByTestId('verdict')).toContainText('Quorum held by 3 of 3 voters.', {
    timeout: 90_000,
  });
});

test('axe finds nothing on the pages of sessions, watches, audit and connections', async ({
  browser,
  vivarium,
  other,
}) => {
  await other.create('/axe-record', 'x');
  for (const [colorScheme, locale] of [
    ['dark', 'en-US'],
    ['light', 'zh-CN'],
  ] as const) {
    const context = await browser.newContext({ colorScheme, locale, reducedMotion: 'reduce' });
    const page = await context.newPage();
    for (const path of [
      SESSIONS,
      '/c/local/watches?by=path',
      '/c/local/audit',
      '/c/local/connections',
      '/c/local/ensemble?member=1&panel=mntr',
    ]) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await vivarium.open(page, path);
      await expect(page.getByTestId('verdict')).toHaveAttribute('data-kind', 'led');
      await page.waitForLoadState('networkidle');
      if (path === SESSIONS) {
        const served = page.getByTestId('sessions').getByRole('row').filter({ hasText: 'zk-' });
        await served.first().getByRole('button').click();
        await expect(page.getByTestId('vanishing')).toBeVisible();
      }
      if (path.includes('mntr')) await expect(page.getByTestId('word-pairs')).toBeVisible();
      if (path.includes('watches')) await expect(page.getByTestId('watch-rows')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [path, id, nodes.map((node) => node.html)])).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await expect.poll(overflow).toBeLessThanOrEqual(0);
    }
    await context.close();
  }
});
