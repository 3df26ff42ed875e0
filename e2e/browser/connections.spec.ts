import { startEnsemble } from '../harness/index.ts';
import { expect, test, Vivarium } from './vivarium.ts';

test('our own ensemble is seen by every means, and a server is tested step by step', async ({
  page,
  vivarium,
  strays,
}) => {
  await vivarium.open(page, '/c/local/connections');
  for (const name of ['member-feed', 'status-poll', 'election-probe', 'observer-tap']) {
    await expect(page.getByTestId(`means-${name}`)).toHaveAttribute('data-state', 'on');
  }
  await expect(page.getByTestId('safe-mode')).toHaveText('Open');
  await page.getByLabel('Hosts, as host:port').fill(`${vivarium.members[0]},127.0.0.1:1`);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  const [reached, refused] = [page.getByTestId('reach-host').nth(0), page.getByTestId('reach-host').nth(1)];
  await expect(reached.locator('li[data-step=srvr]')).toHaveAttribute('data-ok', 'true');
  await expect(reached).toContainText(/Mode: (leader|follower)/);
  await expect(refused.locator('li[data-ok=false]')).toHaveCount(1);
  await vivarium.open(page, '/c/local/ensemble');
  await expect(page.getByTestId('plate-zk-1')).toBeVisible();
  await expect(page.getByTestId('means')).toHaveCount(0);
  expect(strays).toEqual([]);
});

test('three servers that run elsewhere: the means are chips, what a means does not give is not there', async ({
  page,
}) => {
  test.setTimeout(480_000);
  const ensemble = await startEnsemble({
    members: ['vivarium', 'vivarium', 'vivarium'],
    // As it is by default.
    config: { '4lw.commands.whitelist': 'srvr' },
    label: 'connected',
  });
  const vivarium = await Vivarium.connectedTo(ensemble.address);
  try {
    await vivarium.open(page, '/c/local/ensemble');
    await expect(page.getByTestId('verdict')).toContainText('Quorum held by 3 of 3 voters.');
    await expect(page.getByTestId('margin')).toHaveAttribute('data-margin', '1');
    const chip = (means: string) => page.getByTestId('means').locator(`[data-means=${means}]`);
    await expect(chip('status-poll')).toHaveAttribute('data-state', 'on');
    await expect(chip('election-probe')).toHaveAttribute('data-state', 'off');
    await expect(chip('observer-tap')).toHaveAttribute('data-state', 'off');
    await expect(page.getByRole('button', { name: 'Kill the leader' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Cut links' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Pause motion' })).toHaveCount(0);

    const plate = page.locator('[data-testid^=plate-]').first();
    await expect(plate.getByTestId('stop')).toHaveAttribute('data-outcome', /safe|newElection/);
    await plate.locator('button[aria-expanded]').click();
    await expect(page.locator('[data-testid^=actions-]')).toHaveCount(0);
    await plate.getByRole('button', { name: 'mntr' }).click();
    await expect(page.getByTestId('member-panel')).toContainText('not in 4lw.commands.whitelist: mntr');
    await expect(page.getByTestId('member-panel')).toContainText('4lw.commands.whitelist=srvr, mntr');
    await page.getByTestId('member-panel').getByRole('button', { name: '4lw' }).click();
    await expect(page.getByTestId('word-pairs')).toContainText('Zookeeper version');

    await page.getByTitle('Failover (G F)').click();
    await expect(chip('status-poll')).toBeVisible();
    await page.getByRole('link', { name: /^Sessions/ }).click();
    await expect(page.getByTestId('blind')).toContainText('4lw.commands.whitelist=srvr, cons, dump');
    await page.getByRole('link', { name: /^Watches/ }).click();
    await expect(page.getByText('No member tells how many watches it keeps.')).toBeVisible();
    await page.getByRole('link', { name: /^Connections/ }).click();
    await expect(page.getByTestId('means-election-probe')).toContainText('Start with --probe');
    await expect(page.getByTestId('safe-mode')).toHaveText('Review');
  } finally {
    await vivarium.discard();
    await ensemble.end();
  }
});
