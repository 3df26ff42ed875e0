import { AxeBuilder } from '@axe-core/playwright';
import type { Page, TestInfo } from '@playwright/test';
import type { ZooKeeper } from '@vivarium/client';
import { expect, test, type Vivarium } from './vivarium.ts';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** In which theme axe looks; the other theme of the same language is seen and measured. */
const LANGUAGES = [
  { locale: 'en-US', axe: 'dark', other: 'light' },
  { locale: 'zh-CN', axe: 'light', other: 'dark' },
] as const;

/** Something for every page to show. */
async function furnish(page: Page, vivarium: Vivarium, other: ZooKeeper): Promise<void> {
  const paths = ['/app', '/app/locks', '/app/election', '/app/queue', '/app/members', '/app/config'];
  for (const path of paths)
    await other.create(path, path === '/app/config' ? '{"retries": 3, "hosts": ["a", "b"]}' : null);
  for (let at = 0; at < 3; at += 1) {
    await other.create('/app/locks/lock-', `holder ${at}`, { mode: 'ephemeralSequential' });
    await other.create('/app/election/n_', `candidate ${at}`, { mode: 'ephemeralSequential' });
    await other.create('/app/queue/qn-', `item ${at}`, { mode: 'persistentSequential' });
    await other.create(`/app/members/worker-${at}`, `10.0.0.${at}:9000`, { mode: 'ephemeral' });
  }
  await other.getData('/app/config', { watch: () => undefined });
  const post = async (path: string, data: object): Promise<void> => {
    const headers = { origin: vivarium.origin };
    const answer = await page.request.post(`${vivarium.origin}${path}`, { data, headers });
    expect(answer.status(), `${path}: ${await answer.text()}`).toBe(200);
  };
  await post('/api/bulk/search', {
    under: '/',
    query: 'item',
    in: ['name', 'data'],
    as: 'text',
    matchCase: false,
  });
  await post('/api/tree/create', { path: '/app/made-here', data: '', kind: 'persistent' });
}

/** The addresses of the rail, which lists every page, and of the places within pages. */
async function addresses(page: Page): Promise<string[]> {
  const rail = await page.getByRole('navigation').first().getByRole('link').all();
  const all = await Promise.all(rail.map((link) => link.getAttribute('href')));
  const pages = all.filter((href): href is string => href !== null);
  expect(pages.length).toBeGreaterThan(4);
  return [...pages, '/c/local/tree?path=%2Fapp%2Fconfig', '/c/local/ensemble?member=1'];
}

const nameOf = (address: string): string => address.replace('/c/local', 'page').replace(/[^\w]+/g, '-');

async function settled(page: Page): Promise<void> {
  await expect(page.locator('main').getByRole('heading').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
}

/** A page in both themes and both sizes; gives what is wrong with it. */
async function look(
  page: Page,
  address: string,
  { locale, axe, other }: (typeof LANGUAGES)[number],
  info: TestInfo,
): Promise<string[]> {
  const wrong: string[] = [];
  const see = async (theme: string, width: number): Promise<void> => {
    const by = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (by > 0) wrong.push(`${address}: ${by} px too wide at ${width}`);
    const name = `${nameOf(address)}-${theme}-${locale.slice(0, 2)}-${width}.png`;
    await page.screenshot({ path: info.outputPath(name) });
  };
  await page.emulateMedia({ colorScheme: axe, reducedMotion: 'reduce' });
  await page.setViewportSize(WIDE);
  await page.goto(address);
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, nodes } of violations)
    wrong.push(`${address}: ${id} ${nodes.map(({ html }) => html).join(' ')}`);
  await see(axe, WIDE.width);
  await page.emulateMedia({ colorScheme: other });
  await see(other, WIDE.width);
  await page.setViewportSize(PHONE);
  await see(other, PHONE.width);
  await page.emulateMedia({ colorScheme: axe });
  await see(axe, PHONE.width);
  return wrong;
}

for (const style of LANGUAGES) {
  test(`every page in both themes, ${style.locale}: axe is content and nothing is too wide`, async ({
    page,
    browser,
    vivarium,
    other,
  }, info) => {
    test.setTimeout(480_000);
    await vivarium.open(page);
    await vivarium.open(page, '/c/local');
    await furnish(page, vivarium, other);
    const all = await addresses(page);
    await page.close();
    const context = await browser.newContext({ locale: style.locale, baseURL: vivarium.origin });
    const each = await context.newPage();
    await vivarium.open(each, '/c/local');
    const wrong: string[] = [];
    for (const address of all) wrong.push(...(await look(each, address, style, info)));
    await context.close();
    expect(wrong).toEqual([]);
  });
}
