import { readFileSync } from 'node:fs';
import { expect, row, test, treeUrl, Vivarium } from './vivarium.ts';

test('nothing is written yet, then a write is found, compared and undone from the audit', async ({
  page,
}) => {
  const vivarium = await Vivarium.start();
  const other = await vivarium.client();
  try {
    await other.create('/audited', 'first');
    await vivarium.open(page, '/c/local/audit');
    await expect(page.getByText('Nothing written from Vivarium yet.')).toBeVisible();

    await vivarium.open(page, treeUrl('/audited'));
    await expect(row(page, '/audited')).toBeVisible();
    const set = await page.evaluate(async () => {
      const node = await (await fetch('/api/tree/node?path=/audited')).json();
      const answer = await fetch('/api/tree/set', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          path: '/audited',
          data: btoa('second'),
          version: node.stat.version,
          czxid: node.stat.czxid,
          guard: { reviewed: true, reason: 'a better word' },
        }),
      });
      return answer.status;
    });
    expect(set).toBe(200);

    await vivarium.open(page, '/c/local/audit?path=/audited');
    const table = page.getByTestId('audit');
    await table.getByRole('button', { name: 'setData' }).click();
    await expect(page).toHaveURL(/seq=\d+/);
    await expect(page.getByText('a better word')).toBeVisible();
    const diff = page.getByTestId('audit-diff');
    await expect(diff).toContainText('− first');
    await expect(diff).toContainText('+ second');

    await page.getByRole('button', { name: 'Undo' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByTestId('undo-steps')).toContainText('setData /audited, expects version 1');
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(async () => Buffer.from((await other.getData('/audited')).data ?? []).toString())
      .toBe('first');
    await expect(table.getByRole('button', { name: 'setData' })).toHaveCount(2);

    await page.getByLabel('At or below path').fill('/elsewhere');
    await page.keyboard.press('Enter');
    await expect(page.getByText('No record fits the filter.')).toBeVisible();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await expect(table.getByRole('button', { name: 'setData' })).toHaveCount(2);

    await page.getByRole('button', { name: 'Check the chain' }).click();
    await expect(page.getByTestId('chain')).toHaveAttribute('data-broken', 'false');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    const records = lines.map((line) => JSON.parse(line));
    expect(records.filter(({ op }) => op === 'setData').length).toBe(2);
  } finally {
    await other.close();
    await vivarium.discard();
  }
});
