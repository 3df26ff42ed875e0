import { editor, expect, row, test, treeUrl, Vivarium } from './vivarium.ts';

test('a server that is started again under an open page: the draft stays, and what changed is there', async ({
  page,
}) => {
  const first = await Vivarium.start('--members', '1');
  let second: Vivarium | null = null;
  try {
    const client = await first.client();
    await client.create('/kept', 'as it was');
    await client.create('/kept/before');
    await client.close();
    await first.open(page);
    await first.open(page, treeUrl('/kept'));
    await row(page, '/kept').dblclick();
    await expect(row(page, '/kept/before')).toBeVisible();
    await editor(page).fill('typed before the restart');
    await first.stop();
    await expect(page.getByRole('alert').filter({ hasText: 'Vivarium server unreachable' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Review' })).toBeDisabled();
    await expect(editor(page)).toHaveText('typed before the restart');

    second = await Vivarium.on(Number(new URL(first.origin).port), first.dataDir, ['--no-demo']);
    const again = await second.client();
    await again.create('/kept/meanwhile');
    await again.close();
    // A start prints a new address; whoever opens it in another tab lets this one in again as well.
    await expect(page.getByRole('alert').filter({ hasText: 'Next:' })).toBeVisible();
    const tab = await page.context().newPage();
    await second.open(tab);
    await expect(tab.getByTestId('verdict')).toHaveText('Standalone, answering.');
    await tab.close();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(row(page, '/kept/meanwhile')).toBeVisible();
    await expect(editor(page)).toHaveText('typed before the restart');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByTestId('node-version')).toHaveText('version 1');
  } finally {
    await second?.stop();
    await first.discard();
  }
});

test('a page that is asked for while the server is away comes when it is back', async ({ page }) => {
  const first = await Vivarium.start('--members', '1');
  let second: Vivarium | null = null;
  try {
    await first.open(page);
    await expect(page.getByTestId('verdict')).toHaveText('Standalone, answering.');
    await first.stop();
    const alert = page.getByRole('alert').filter({ hasText: 'Vivarium server unreachable' });
    await expect(alert).toBeVisible();
    await page.getByRole('link', { name: /^Tree/ }).click();
    await expect(alert).toBeVisible();
    await expect(page.getByTestId('verdict')).toBeVisible();

    second = await Vivarium.on(Number(new URL(first.origin).port), first.dataDir, ['--no-demo']);
    const tab = await page.context().newPage();
    await second.open(tab);
    await expect(tab.getByTestId('verdict')).toHaveText('Standalone, answering.');
    await tab.close();
    await expect(row(page, '/zookeeper')).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  } finally {
    await second?.stop();
    await first.discard();
  }
});
