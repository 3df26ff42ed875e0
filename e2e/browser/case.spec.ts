import { expect, test } from './vivarium.ts';

test('the plant grows what another client makes, and its nodes lead to the tree', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/garden');
  await vivarium.open(page, '/c/local');
  const plant = page.getByRole('group', { name: 'Znodes, as a plant' });
  await expect(plant.getByRole('button', { name: '/garden, persistent', exact: true })).toBeVisible();
  await other.create('/garden/leaf', null, { mode: 'ephemeral' });
  const leaf = plant.getByRole('button', { name: /^\/garden\/leaf, ephemeral, session 0x/ });
  await expect(leaf).toBeVisible();
  await leaf.click();
  await expect(page.getByTestId('plant-selected')).toContainText('/garden/leaf');
  await expect(page).toHaveURL(/[?&]sel=\/garden\/leaf/);
  // Down the branch by keyboard, and Enter opens it.
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('plant-selected')).toContainText('/garden');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/c\/local\/tree\?path=\/garden$/);
});

test('many children become a bud, and the list says the same as the plant', async ({
  page,
  vivarium,
  other,
}) => {
  await other.create('/plant-many');
  for (let at = 0; at < 30; at += 1) await other.create(`/plant-many/n${at}`);
  await vivarium.open(page, '/c/local');
  const many = page.getByRole('button', {
    name: '/plant-many, persistent, 30 children, 23 of them not drawn',
  });
  await expect(many).toBeVisible();
  await page.getByRole('button', { name: 'View as list' }).click();
  await expect(page.getByRole('row', { name: /^\/plant-many persistent 30/ })).toBeVisible();
  await expect(page).toHaveURL(/[?&]as=list/);
});

test('a node that is deleted leaves the plant', async ({ page, vivarium, other }) => {
  await other.create('/passing');
  await vivarium.open(page, '/c/local');
  const node = page.getByRole('button', { name: '/passing, persistent', exact: true });
  await expect(node).toBeVisible();
  await other.delete('/passing');
  await expect(node).toHaveCount(0);
});
