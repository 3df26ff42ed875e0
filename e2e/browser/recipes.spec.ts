import { AxeBuilder } from '@axe-core/playwright';
import { Lock } from '@vivarium/client';
import { expect, test } from './vivarium.ts';

const recipes = (kind: string, path?: string) =>
  `/c/local/recipes/${kind}${path === undefined ? '' : `?path=${encodeURIComponent(path)}`}`;

test('a lock is found, and the line moves on when its holder gives it back', async ({
  page,
  vivarium,
  other,
}) => {
  const second = await vivarium.client();
  const held = await new Lock(other, '/story/locks/till').acquire({ data: 'first' });
  const waiting = new Lock(second, '/story/locks/till').acquire({ data: 'second' });
  await vivarium.open(page, recipes('locks'));
  await page
    .getByRole('link', { name: /\/story\/locks\/till/ })
    .first()
    .click();
  const recipe = page.getByTestId('recipe');
  await expect(recipe).toContainText('If lock-0000 dies, lock-0001 acquires.');
  const [holder, next] = [recipe.getByRole('listitem').nth(0), recipe.getByRole('listitem').nth(1)];
  await expect(holder).toContainText('first');
  await expect(holder).toContainText(/127\.0\.0\.1:\d+/);
  await expect(next).toContainText('watches lock-0000');
  await held.release();
  const lease = await waiting;
  await expect(recipe).toContainText('lock-0001 holds, nobody waits.');
  await lease.release();
  await expect(recipe.getByText(/Nobody holds it|has gone/)).toBeVisible();
  await second.close();
});

test('several that watch one node are a herd', async ({ page, vivarium, other }) => {
  await other.create('/herd');
  await other.create('/herd/locks');
  for (const name of ['__WRIT__0000000000', '__READ__0000000001', '__READ__0000000002'])
    await other.create(`/herd/locks/_c_0b0f6b5e-6d0e-4c57-8b7e-0d8a0c3e5f1a-${name}`, null, {
      mode: 'ephemeral',
    });
  await vivarium.open(page, recipes('locks', '/herd/locks'));
  await expect(page.getByTestId('recipe')).toContainText('2 clients watch __WRIT__0000');
});

test('nothing found says so; a node that is pointed at may be told what it is', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/pointed');
  await other.create('/pointed/a', 'x', { mode: 'ephemeral' });
  await vivarium.open(page, recipes('queues'));
  await expect(page.getByText('Nothing here looks like a queue.').first()).toBeVisible();
  await page.getByLabel('Point at a node.').fill('/pointed');
  await page.getByRole('button', { name: 'Look there' }).click();
  await expect(page).toHaveURL(/path=\/pointed$/);
  await expect(page.getByTestId('recipe')).toContainText('This looks like something else: Group.');
  await page.getByLabel('Treat as').selectOption('queue');
  await expect(page).toHaveURL(/as=queue/);
  await expect(page.getByTestId('recipe')).toContainText('Depth');
});

test('without a quorum a holder is held, unconfirmed', async ({ page, vivarium, other }) => {
  const lease = await new Lock(other, '/unsure/locks/one').acquire({ data: 'me' });
  await vivarium.open(page, recipes('locks', '/unsure/locks/one'));
  const recipe = page.getByTestId('recipe');
  await expect(recipe).toContainText('holds');
  await page.goto(`${vivarium.origin}/c/local/ensemble?member=2`);
  await expect(page.getByTestId('verdict')).toContainText('Quorum held');
  const kill = (member: number) =>
    page.request.post(`${vivarium.origin}/api/ensemble/control`, {
      headers: { origin: vivarium.origin },
      data: { action: 'kill', member },
    });
  const start = (member: number) =>
    page.request.post(`${vivarium.origin}/api/ensemble/control`, {
      headers: { origin: vivarium.origin },
      data: { action: 'restart', member },
    });
  await page.goto(`${vivarium.origin}${recipes('locks', '/unsure/locks/one')}`);
  await expect(recipe).toContainText('holds');
  expect((await kill(2)).ok()).toBe(true);
  expect((await kill(3)).ok()).toBe(true);
  await expect(recipe).toContainText('held, unconfirmed');
  await expect(recipe).toContainText('as of');
  expect((await start(2)).ok()).toBe(true);
  expect((await start(3)).ok()).toBe(true);
  await expect(page.getByTestId('verdict')).toContainText('Quorum held');
  await expect(recipe).not.toContainText('unconfirmed');
  await lease.release().catch(() => undefined);
});

test('where there is no registry of Kafka the page says why, and reads one that is pointed at', async ({
  page,
  vivarium,
  other,
}) => {
  await vivarium.open(page, '/c/local/kafka?root=/nothing');
  await expect(page.getByText('Kafka 4 no longer uses ZooKeeper.')).toBeVisible();
  for (const path of ['/old', '/old/brokers', '/old/brokers/ids', '/old/brokers/topics'])
    await other.create(path);
  await other.create('/old/brokers/ids/7', '{"version":99,"secret":1}', { mode: 'ephemeral' });
  await other.create('/old/brokers/topics/t', '{"version":1,"partitions":{"0":[7,8]}}');
  for (const path of ['/old/brokers/topics/t/partitions', '/old/brokers/topics/t/partitions/0'])
    await other.create(path);
  await other.create(
    '/old/brokers/topics/t/partitions/0/state',
    '{"controller_epoch":1,"leader":7,"version":1,"leader_epoch":0,"isr":[7]}',
  );
  await page.getByLabel('Root of the registry').fill('/old');
  await page.getByRole('button', { name: 'Look there' }).click();
  await expect(page).toHaveURL(/kafka\?root=\/old$/);
  // What this page does not know stands as it is written.
  await expect(page.getByText('{"version":99,"secret":1}')).toBeVisible();
  await expect(page.getByText('There is no controller.')).toBeVisible();
  await page.getByRole('link', { name: 't', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Partitions of t' })).toContainText('without 8');
});

const LOOKS = [
  ['dark', 'zh-CN', 1440],
  ['light', 'en-US', 390],
] as const;
for (const [colorScheme, locale, width] of LOOKS) {
  test(`axe finds nothing on recipes, nothing overflows: ${colorScheme}, ${locale}, ${width}`, async ({
    browser,
    vivarium,
    other,
  }) => {
    test.slow();
    const base = `/axe-${locale}-${width}`;
    for (const path of [base, `${base}/locks`, `${base}/elections`, `${base}/queue`, `${base}/members`])
      await other.create(path);
    for (const path of ['brokers', 'brokers/ids', 'brokers/topics']) await other.create(`${base}/${path}`);
    await other.create(`${base}/brokers/ids/1`, '{"version":1,"host":"h","port":1}', { mode: 'ephemeral' });
    await other.create(`${base}/app.json`, '{}');
    await other.create(`${base}/queue/queue-`, 'item', { mode: 'persistentSequential' });
    await other.create(`${base}/members/one`, null, { mode: 'ephemeral' });
    for (const [folder, name] of [
      ['locks', 'lock-'],
      ['elections', 'latch-'],
    ])
      for (let at = 0; at < 3; at += 1)
        await other.create(`${base}/${folder}/${name}`, null, { mode: 'ephemeralSequential' });
    const context = await browser.newContext({
      colorScheme,
      locale,
      reducedMotion: 'reduce',
      viewport: { width, height: 844 },
    });
    const page = await context.newPage();
    const check = async (what: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [what, id, nodes.map((node) => node.html)])).toEqual([]);
      const over = () => document.documentElement.scrollWidth - innerWidth;
      expect(await page.evaluate(over)).toBeLessThanOrEqual(0);
    };
    for (const [kind, path] of [
      ['locks', 'locks'],
      ['elections', 'elections'],
      ['queues', 'queue'],
      ['groups', 'members'],
      ['config', 'app.json'],
    ] as const) {
      await vivarium.open(page, recipes(kind, `${base}/${path}`));
      await expect(page.getByTestId('recipe').locator('p.caption, dl').first()).toBeVisible();
      await check(kind);
    }
    await vivarium.open(page, `/c/local/kafka?root=${base}`);
    await expect(page.getByText('h:1')).toBeVisible();
    await check('kafka');
    await context.close();
  });
}
