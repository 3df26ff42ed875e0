import { amber, expect, row, test, treeUrl, Vivarium } from './vivarium.ts';

test('the printed address opens the case, and its tree is one key away', async ({
  page,
  vivarium,
  strays,
}) => {
  await vivarium.open(page);
  await expect(page).toHaveURL(/\/c\/local$/);
  await expect(page.getByTestId('verdict')).toContainText('Quorum held by 3 of 3 voters.');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(row(page, '/zookeeper')).toBeVisible();
  expect(strays).toEqual([]);
});

test('on the tree page the mode, version and zxid are those that the leader tells', async ({
  page,
  vivarium,
  other,
}) => {
  await vivarium.open(page, treeUrl('/'));
  await expect(page.getByTestId('mode')).toHaveText('Mode: leader');
  const answers = await Promise.all(vivarium.members.map((member) => vivarium.ask('srvr', member)));
  const srvr = answers.find((answer) => answer.includes('Mode: leader')) ?? '';
  const mode = /^Mode: .*$/m.exec(srvr)?.[0] ?? 'no mode';
  await expect(page.getByTestId('mode')).toHaveText(mode);
  await expect(page.locator('[data-figure=version]')).toHaveText(
    /Zookeeper version: ([\d.]+)/.exec(srvr)?.[1] ?? '?',
  );
  const { stat } = await other.create('/first-visit');
  // Sessions and the canary go on writing: the zxid of the page is that of this write, or a later one.
  const zxid = async () => Number(await page.locator('[data-figure=zxid]').textContent());
  await expect.poll(zxid).toBeGreaterThanOrEqual(stat.czxid);
});

test('one member alone is called standalone, and has no amber: that is for a leader', async ({ page }) => {
  const alone = await Vivarium.start('--members', '1');
  try {
    await alone.open(page, '/c/local/ensemble');
    await expect(page.getByTestId('verdict')).toHaveText('Standalone, answering.');
    await expect(page.getByTestId('plate-zk-1').getByTestId('mode')).toHaveText('Mode: standalone');
    expect(/^Mode: .*$/m.exec(await alone.ask('srvr'))?.[0]).toBe('Mode: standalone');
    expect(await amber(page, 'main *')).toBe(0);
  } finally {
    await alone.discard();
  }
});
