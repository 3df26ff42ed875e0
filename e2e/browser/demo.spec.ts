import { test as base, expect, type Page } from '@playwright/test';
import { Vivarium } from './vivarium.ts';

/** The demo as it plays on members of its own, for all stories here. */
const test = base.extend<object, { readonly playing: Vivarium }>({
  playing: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures used here.
    async ({}, use) => {
      const vivarium = await Vivarium.up();
      await use(vivarium);
      await vivarium.discard();
    },
    { scope: 'worker' },
  ],
});

/** What the menu says of an actor's clients, as `on/all`. */
const clientsOf = (page: Page, actor: string) =>
  page
    .getByRole('listitem')
    .filter({ hasText: actor })
    .getByText(/^Clients/);

test('the demo is drawn: who holds the lock, who leads, what waits', async ({ page, playing }) => {
  await playing.open(page, '/c/local/recipes/locks?path=/demo/locks/orders');
  const recipe = page.getByTestId('recipe');
  await expect(recipe.getByText(/^holds for/).first()).toBeVisible();
  await expect(recipe.getByText(/^lock-\d{4}$/).first()).toBeVisible();
  await page.getByRole('link', { name: /^Elections/ }).click();
  await expect(page).toHaveURL(/\/c\/local\/recipes\/elections$/);
  await expect(recipe.getByText(/^leads for/)).toBeVisible();
  await expect(recipe.getByRole('list', { name: 'Lineage' })).toContainText('master-');
  await page.getByRole('link', { name: /^Queues/ }).click();
  await expect(recipe.getByText('Depth')).toBeVisible();
  await page.getByRole('link', { name: /^Groups/ }).click();
  await page
    .getByRole('link', { name: /\/demo\/group\/search/ })
    .first()
    .click();
  await expect(recipe.getByRole('row', { name: /^search-\d .* s-/ }).first()).toBeVisible();
  await page.getByRole('link', { name: /^Config/ }).click();
  await expect(recipe.getByText(/^version \d+, set/)).toBeVisible();
  await expect(recipe.getByRole('link', { name: /^s-/ }).first()).toBeVisible();
});

test('a textbook scenario is played and its facts are told as they happen', async ({ page, playing }) => {
  await playing.open(page, '/c/local/recipes/elections');
  await page.getByRole('button', { name: 'Play it' }).click();
  const facts = page.getByRole('list', { name: 'What happens' });
  await expect(facts).toContainText('A leads as master-0000');
  // The play's own election is drawn by itself.
  await expect(page).toHaveURL(/path=\/demo\/scenarios\/masterElection-/);
  await expect(facts).toContainText('A dies without a word');
  await expect(facts).toContainText('B leads as master-0001');
  await expect(page.getByTestId('scenario-state')).toHaveAttribute('data-state', 'done');
});

test('an actor is switched off and on, the demo paused and gone on', async ({ page, playing }) => {
  await playing.open(page, '/c/local');
  await page.getByRole('button', { name: 'What the demo plays' }).click();
  await expect(clientsOf(page, 'Work queue')).toHaveText('Clients 3/3');
  const work = page.getByRole('switch', { name: 'Let Work queue play' });
  await work.click();
  await expect(work).toHaveAttribute('aria-checked', 'false');
  await expect(clientsOf(page, 'Work queue')).toHaveText('Clients 0/3');
  await work.click();
  await expect(clientsOf(page, 'Work queue')).toHaveText('Clients 3/3');
  await page.keyboard.press('Escape');
  await expect(work).toHaveCount(0);
  await page.getByRole('button', { name: 'Pause demo' }).click();
  await page.getByRole('button', { name: 'Resume demo' }).click();
  await expect(page.getByRole('button', { name: 'Pause demo' })).toBeVisible();
});

test('from the Case one takes the lock for real, and gives it back; a config is one click from its editor', async ({
  page,
  playing,
}) => {
  await playing.open(page, '/c/local');
  const client = await playing.client();
  const taken = page.getByRole('button', {
    name: /^In line, \d+ ahead: leave$|^You hold the lock: give it back$/,
  });
  await page.getByRole('button', { name: 'Take a lock' }).click();
  await expect(taken).toBeVisible();
  // Its turn comes by the recipe: the workers before it give the lock back.
  const holds = page.getByRole('button', { name: 'You hold the lock: give it back' });
  await expect(holds).toBeVisible();
  const place = new URL(page.url()).searchParams.get('sel') ?? '';
  expect(place).toMatch(/^\/demo\/locks\/orders\/lock-\d{10}$/);
  expect(await client.exists(place)).not.toBeNull();
  await holds.click();
  await expect.poll(() => client.exists(place)).toBeNull();
  await client.close();
  await page.getByRole('button', { name: 'Edit a config' }).click();
  await expect(page).toHaveURL(/\/tree\?path=\/demo\/config\/app\.json/);
});

test("the registry of the demo is read as Kafka's, and labelled as simulated", async ({ page, playing }) => {
  await playing.open(page, '/c/local/kafka?root=/demo/kafka&topic=orders');
  await expect(page.getByText('simulated by the demo: no Kafka runs here')).toBeVisible();
  await expect(page.getByText(/^Broker \d is the controller$/)).toBeVisible();
  const partitions = page.getByRole('region', { name: 'Partitions of orders' });
  await expect(partitions.getByRole('row')).toHaveCount(4);
  // A broker goes: a gap where it was, and its replicas are out of step.
  await page.getByRole('button', { name: 'What the demo plays' }).click();
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Kafka-shaped registry' })
    .getByText(/^Clients/)
    .click();
  const broker = page.getByRole('switch', { name: 'Let broker-2 play' });
  await broker.click();
  await expect(broker).toHaveAttribute('aria-checked', 'false');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Broker 2 left')).toBeVisible();
  await expect(partitions.getByText('without 2').first()).toBeVisible();
});

test('removing says what goes, and then it is gone', async ({ page, playing }) => {
  await playing.open(page, '/c/local');
  const client = await playing.client();
  await expect.poll(async () => (await client.exists('/demo')) !== null).toBe(true);
  await page.getByRole('button', { name: 'What the demo plays' }).click();
  await page.getByRole('button', { name: 'Remove demo data' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove the demo and its data?' });
  await expect(dialog).toContainText('/demo/locks');
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await client.exists('/demo')).not.toBeNull();
  await page.getByRole('button', { name: 'Remove demo data' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect.poll(() => client.exists('/demo')).toBeNull();
  await client.close();
});

test('where there is no demo, nothing of it is shown', async ({ page }) => {
  const bare = await Vivarium.start();
  try {
    await bare.open(page, '/c/local/recipes/locks');
    await expect(page.getByText('Nothing here looks like a lock.').first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Pause demo' })).toHaveCount(0);
    await expect(page.getByText('From the textbook')).toHaveCount(0);
  } finally {
    await bare.discard();
  }
});
