import { readFile } from 'node:fs/promises';
import { expect, test } from './vivarium.ts';

test('a failover is played, scrubbed, compared with another, and kept as a file that opens again', async ({
  page,
  vivarium,
}) => {
  await vivarium.open(page, '/c/local/ensemble');
  await expect(page.getByTestId('verdict')).toContainText('Quorum held by 3 of 3 voters.');
  const numbers = page.getByTestId('failover-numbers');
  const recorded = await numbers.getAttribute('data-id');
  const led = page.locator('[data-leads=true]');
  const killed = /^plate-(.*)$/.exec((await led.getAttribute('data-testid')) ?? '')?.[1] ?? '';
  await page.getByRole('button', { name: 'Kill the leader' }).click();
  await page.getByTitle('Failover (G F)').click();
  await expect(numbers).not.toHaveAttribute('data-id', recorded ?? '');
  await expect(numbers).toHaveAttribute('data-state', 'ended');
  await expect(page.getByTestId('gap-ms')).toHaveAttribute('data-ms', /\d/);
  const gapMs = await page.getByTestId('gap-ms').getAttribute('data-ms');
  expect(Number(gapMs)).toBeGreaterThan(0);

  // From the end it plays from the start, and stops where Space is pressed.
  const playhead = page.getByTestId('playhead');
  const atEnd = await playhead.textContent();
  await page.locator('body').press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(playhead).not.toHaveText(atEnd ?? '');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page).toHaveURL(/[?&]t=-?\d/);
  const stood = await playhead.textContent();
  await page.reload();
  await expect(playhead).toHaveText(stood ?? '');

  await page.getByRole('slider', { name: 'Position in the record' }).press('Home');
  await expect(playhead).not.toHaveText(stood ?? '');
  await page.getByLabel('Compare with').selectOption({ index: 1 });
  await expect(page.getByRole('img', { name: 'The other election, on the same zero' })).toBeVisible();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const file = await download.path();
  expect(JSON.parse(await readFile(file, 'utf8')).record.summary.gapMs).toBe(Number(gapMs));
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByText(/^From the file /)).toBeVisible();
  await expect(page.getByTestId('gap-ms')).toHaveAttribute('data-ms', gapMs ?? '');

  // The tests that follow find the ensemble whole.
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'A command, or / and a path' }).fill(`Start again ${killed}`);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('verdict')).toContainText('Quorum held by 3 of 3 voters.');
});
