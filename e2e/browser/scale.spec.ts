import { expect, row, test, treeUrl, Vivarium } from './vivarium.ts';

const CHILDREN = 100_000;
const AT_ONCE = 1_000;

test('a node with a hundred thousand children opens at once and draws only what is on the screen', async ({
  page,
}) => {
  test.setTimeout(480_000);
  // On members of its own: no other story waits until so many are gone again.
  const vivarium = await Vivarium.start('--members', '1');
  try {
    const other = await vivarium.client();
    await other.create('/scale');
    const path = (at: number): string => `/scale/n${String(at).padStart(6, '0')}`;
    for (let from = 0; from < CHILDREN; from += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => other.create(path(from + at))));
    await vivarium.open(page);
    await vivarium.open(page, treeUrl('/scale'));
    await expect(row(page, '/scale')).toContainText('100,000');
    await row(page, '/scale').dblclick();
    await expect(row(page, path(0))).toBeVisible();
    const elements = () => page.evaluate(() => document.querySelectorAll('*').length);
    expect(await elements()).toBeLessThanOrEqual(3_000);

    const tree = page.getByRole('tree');
    await tree.evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
    await expect(row(page, path(0))).toHaveCount(0);
    expect(await elements()).toBeLessThanOrEqual(3_000);

    // What comes while it is open takes its place without the list being read again.
    await tree.evaluate((list) => list.scrollTo({ top: 0 }));
    await other.create('/scale/a-first');
    await expect(row(page, '/scale/a-first')).toBeVisible();
    await expect(row(page, '/scale')).toContainText('100,001');
    await other.close();
  } finally {
    await vivarium.discard();
  }
});
