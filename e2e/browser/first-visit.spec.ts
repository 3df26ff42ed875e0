import { expect, row, test } from './vivarium.ts';

test('the printed address opens the live tree of a bare member', async ({ page, vivarium, strays }) => {
  await vivarium.open(page);
  await expect(row(page, '/zookeeper')).toBeVisible();
  await expect(page.getByTestId('verdict')).toHaveText('Standalone, answering.');
  await expect(page).toHaveURL(/\/c\/local\/tree\?path=\/$/);
  expect(strays).toEqual([]);
});

test('the mode, version and zxid are those that the member tells', async ({ page, vivarium, other }) => {
  await vivarium.open(page);
  const srvr = await vivarium.ask('srvr');
  const mode = /^Mode: .*$/m.exec(srvr)?.[0] ?? 'no mode';
  await expect(page.getByTestId('mode')).toHaveText(mode);
  await expect(page.locator('[data-figure=version]')).toHaveText(
    /Zookeeper version: ([\d.]+)/.exec(srvr)?.[1] ?? '?',
  );
  const { stat } = await other.create('/first-visit');
  await expect(page.locator('[data-figure=zxid]')).toHaveText(`0x${stat.czxid.toString(16)}`);
});

test('amber is for a leader: a standalone member has none', async ({ page, vivarium }) => {
  await vivarium.open(page);
  await expect(page.getByTestId('mode')).toBeVisible();
  const amber = await page.evaluate(() => {
    const probe = document.createElement('i');
    probe.style.color = 'var(--leader)';
    document.body.append(probe);
    const leader = getComputedStyle(probe).color;
    probe.remove();
    return [...document.querySelectorAll('main *')].filter((element) => {
      const { color, backgroundColor, fill } = getComputedStyle(element);
      return [color, backgroundColor, fill].includes(leader);
    }).length;
  });
  expect(amber).toBe(0);
});
