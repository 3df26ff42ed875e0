import { expect, test } from './vivarium.ts';

const HERD = 12;

test('totals first, paths and sessions on request, and a herd is named', async ({
  page,
  vivarium,
  other,
  strays,
}) => {
  await other.create('/crowd');
  await other.create('/alone');
  const crowd = await Promise.all(Array.from({ length: HERD }, () => vivarium.client()));
  try {
    for (const each of crowd) await each.exists('/crowd', { watch: () => undefined });
    await other.exists('/alone', { watch: () => undefined });

    const lists: string[] = [];
    page.on('request', (request) => {
      if (/\/api\/watches\?/.test(request.url())) lists.push(request.url());
    });
    await vivarium.open(page, '/c/local/watches');
    const totals = page.getByTestId('watch-totals');
    await expect
      .poll(async () => Number(await totals.locator('[data-figure=watches]').textContent()))
      .toBeGreaterThan(HERD);
    // Which paths they are on costs the members something, so nobody has asked yet.
    expect(lists).toEqual([]);
    await expect(page.getByText(/only on request/)).toBeVisible();

    await page.getByRole('button', { name: 'By path' }).click();
    await expect(page.getByTestId('herds')).toContainText(`one change of /crowd wakes ${HERD} sessions`);
    const rows = page.getByTestId('watch-rows');
    await expect(rows.locator('tr[data-key="/crowd"]')).toContainText(`${HERD}`);
    await expect(rows.locator('tr[data-key="/alone"]')).toContainText('s-');

    await page.getByRole('button', { name: 'By session' }).click();
    await expect(page).toHaveURL(/by=session/);
    await expect(rows).toContainText('/alone');

    await vivarium.open(page, '/c/local/watches?path=/alone');
    await expect(rows.locator('tbody tr')).toHaveCount(1);
    await rows.getByRole('link', { name: /^s-/ }).click();
    await expect(page).toHaveURL(/\/sessions\?id=s-/);
  } finally {
    await Promise.all(crowd.map((each) => each.close()));
  }
  expect(strays).toEqual([]);
});
