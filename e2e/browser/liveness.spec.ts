import type { WebSocketRoute } from '@playwright/test';
import { expect, row, test, treeUrl, Vivarium } from './vivarium.ts';

test('a server that stops answering is called stale, and live again when it is back', async ({ page }) => {
  const vivarium = await Vivarium.start('--members', '1');
  try {
    await vivarium.open(page);
    await expect(page.getByText('live', { exact: true })).toBeVisible();
    vivarium.process.kill('SIGSTOP');
    await expect(page.getByRole('alert').filter({ hasText: /Stale, last update \d+ s ago/ })).toBeVisible();
    vivarium.process.kill('SIGCONT');
    await expect(page.getByText('live', { exact: true })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  } finally {
    vivarium.process.kill('SIGCONT');
    await vivarium.discard();
  }
});

test('a socket that breaks comes back by itself, and what changed meanwhile is there', async ({
  page,
  vivarium,
  other,
}) => {
  const lines: WebSocketRoute[] = [];
  await page.routeWebSocket('**/api/stream', (line) => {
    line.connectToServer();
    lines.push(line);
  });
  await other.create('/break');
  await vivarium.open(page, treeUrl('/break'));
  await row(page, '/break').dblclick();
  await other.create('/break/before');
  await expect(row(page, '/break/before')).toBeVisible();
  await lines[0]?.close({ code: 1001, reason: 'broken by the test' });
  await expect(page.getByRole('alert').filter({ hasText: 'Vivarium server unreachable' })).toBeVisible();
  await other.create('/break/meanwhile');
  await expect(row(page, '/break/meanwhile')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(lines.length).toBe(2);
});

test('a server that has ended is told apart from a member that is down', async ({ page }) => {
  const vivarium = await Vivarium.start('--members', '1');
  await vivarium.open(page);
  await vivarium.open(page, treeUrl('/'));
  await expect(row(page, '/zookeeper')).toBeVisible();
  await vivarium.discard();
  const alert = page.getByRole('alert').filter({ hasText: 'Vivarium server unreachable' });
  await expect(alert).toContainText(/retrying (in \d+ s|now)/);
  await expect(row(page, '/zookeeper')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create child' })).toBeDisabled();
});
