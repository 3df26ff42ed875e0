import { expect, test } from './vivarium.ts';

test('the palette goes to pages, completes paths, and says what a command will do', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/palette-target', 'x');
  await vivarium.open(page, '/c/local');
  await expect(page.getByTestId('verdict')).toContainText('Quorum held');
  await page.keyboard.press('Control+k');
  const input = page.getByRole('combobox', { name: 'A command, or / and a path' });
  await input.fill('go to fail');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/c\/local\/failover/);

  await page.keyboard.press('Control+k');
  await input.fill('/palette');
  const target = page.getByRole('option', { name: '/palette-target' });
  await expect(target).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(input).toHaveValue('/palette-target');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/c\/local\/tree\?path=\/palette-target$/);

  await page.keyboard.press('Control+k');
  await input.fill('kill zk');
  await expect(page.getByRole('option', { name: /^Kill zk-1 .*voters/ })).toBeVisible();
  await input.fill('nothing like it');
  await expect(page.getByText('Nothing fits. Paths begin with /.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(input).toHaveCount(0);
});

test('the keys are listed by ?', async ({ page, vivarium }) => {
  await vivarium.open(page, '/c/local');
  await expect(page.getByTestId('verdict')).toContainText('Quorum held');
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'What the keys do' });
  await expect(keys).toContainText('G T');
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
});
