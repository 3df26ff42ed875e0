import type { Page, Route } from '@playwright/test';
import { editor, expect, row, test, treeUrl } from './vivarium.ts';

const NEWER = 'A newer version of the dashboard is being served.';

/** From here on the server's document is that of another build, for as long as nobody loads it anew. */
async function serveNewer(page: Page, gone: RegExp): Promise<void> {
  let isLoaded = false;
  page.once('load', () => {
    isLoaded = true;
  });
  const unless = (answer: (route: Route) => Promise<void>) => (route: Route) =>
    isLoaded || route.request().isNavigationRequest() ? route.continue() : answer(route);
  await page.route(
    (url) => url.pathname === '/',
    unless((route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<script type="module" src="/assets/index-newer.js"></script><div id="root"></div>',
      }),
    ),
  );
  await page.route(
    gone,
    unless((route) => route.fulfill({ status: 404, json: { code: 'NOT_FOUND' } })),
  );
}

test('a page whose code is gone with an upgrade is loaded anew, with the address that was asked for', async ({
  vivarium,
  page,
}) => {
  await vivarium.open(page);
  await expect(page.getByTestId('verdict')).toContainText('Quorum held');
  await serveNewer(page, /\/assets\/watches-page-.*\.js$/);
  const loaded = page.waitForEvent('load');
  await page.getByRole('link', { name: /^Watches/ }).click();
  await loaded;
  await expect(page).toHaveURL(/\/c\/local\/watches/);
  await expect(page.getByRole('heading', { name: 'Watches' }).first()).toBeVisible();
  await expect(page.getByTestId('version-note')).toHaveCount(0);
});

test('a part whose code is gone with an upgrade takes nothing along: the page says so and waits', async ({
  vivarium,
  other,
  page,
}) => {
  await other.create('/gone-part', 'as it was');
  await vivarium.open(page, treeUrl('/gone-part'));
  await editor(page).fill('typed before');
  await serveNewer(page, /\/assets\/create-dialog-.*\.js$/);
  await page.getByRole('button', { name: 'Create child' }).click();
  await expect(page.getByTestId('version-note')).toContainText(NEWER);
  await expect(row(page, '/gone-part')).toBeVisible();
  await expect(editor(page)).toHaveText('typed before');
  const loaded = page.waitForEvent('load');
  await page.getByTestId('version-note').getByRole('button').click();
  await loaded;
  await expect(editor(page)).toHaveText('typed before');
  await expect(page.getByTestId('version-note')).toHaveCount(0);
  await page.getByRole('button', { name: 'Discard' }).click();
});

test('who types before the editor is there is not disturbed by it; it comes when he leaves', async ({
  vivarium,
  other,
  page,
}) => {
  await other.create('/early', 'one\ntwo');
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/assets\/code-area-.*\.js$/, async (route) => {
    await released;
    await route.continue();
  });
  await vivarium.open(page, treeUrl('/early'));
  const plain = page.locator('textarea#editor');
  await plain.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('before ');
  await page.keyboard.press('Shift+ArrowRight');
  const fetched = page.waitForResponse(/\/assets\/code-area-.*\.js$/);
  release();
  await (await fetched).finished();
  await page.keyboard.type('O');
  await expect(plain).toBeFocused();
  await expect(plain).toHaveValue('before One\ntwo');
  await page.keyboard.press('Tab');
  await expect(editor(page).locator('.cm-line')).toHaveText(['before One', 'two']);
  await page.getByRole('button', { name: 'Discard' }).click();
});
