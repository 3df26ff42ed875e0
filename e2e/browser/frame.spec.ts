import { expect, test } from './vivarium.ts';

const RAIL = { name: 'Pages' } as const;

test('the rail narrows to its signs, says so to all, and stays as it was left', async ({
  page,
  vivarium,
}) => {
  await vivarium.open(page, '/c/local');
  const rail = page.getByRole('navigation', RAIL);
  const width = async () => (await rail.boundingBox())?.width;
  expect(await width()).toBe(196);
  await expect(rail.getByRole('group', { name: 'In the wild' }).getByRole('link')).toHaveCount(6);
  await page.getByRole('button', { name: 'Narrow the list of pages' }).click();
  expect(await width()).toBe(52);
  await page.reload();
  await expect(page.getByTestId('verdict')).toContainText('Quorum held');
  expect(await width()).toBe(52);
  // Its entries are still called by their names.
  await rail.getByRole('link', { name: /^Tree/ }).click();
  await expect(page).toHaveURL(/\/c\/local\/tree/);
  await page.getByRole('button', { name: 'Widen the list of pages' }).click();
  expect(await width()).toBe(196);
});

test('at 390 px the rail is one row that scrolls, and Chinese names do not wrap', async ({
  browser,
  vivarium,
}) => {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await vivarium.open(page, '/c/local/kafka');
  const rail = page.getByRole('navigation', { name: '页面' });
  const names = rail.getByRole('link');
  await expect(names.first()).toBeVisible();
  const boxes = await names.evaluateAll((links) =>
    links.map((link) => link.getBoundingClientRect().toJSON()),
  );
  expect(new Set(boxes.map(({ top }) => Math.round(top))).size).toBe(1);
  expect(Math.max(...boxes.map(({ height }) => height))).toBeLessThan(40);
  // The page that is open is in sight.
  await expect(rail.locator('[aria-current=page]')).toBeInViewport();
  await context.close();
});

test('the strata say what each bar was, by pointer and by keyboard, and lead to a failover', async ({
  page,
  vivarium,
  other,
}) => {
  await vivarium.open(page, '/c/local');
  await expect(page.getByTestId('verdict')).toContainText('Quorum held');
  await other.create('/strata');
  const slider = page.getByRole('slider', { name: /^What was when/ });
  await slider.focus();
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuetext', /^\d\d:\d\d:\d\d/);
  await page.keyboard.press('Shift+Home');
  await expect(slider).toHaveAttribute('aria-valuetext', /^\S+ – \S+ · [\d,]+ txns? · 0x[0-9a-f]+/);
  await expect(page.getByTestId('strata-words')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('strata-words')).toHaveCount(0);
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the strata are not drawn');
  await page.mouse.move(box.x + box.width - 6, box.y + 40);
  await expect(page.getByTestId('strata-words')).toBeVisible();
  await page.mouse.move(5, 5);
  await expect(page.getByTestId('strata-words')).toHaveCount(0);

  const verdict = page.getByTestId('verdict');
  const leader = Number(/zk-(\d) leads/.exec((await verdict.textContent()) ?? '')?.[1]);
  await page.getByRole('button', { name: 'Kill the leader' }).click();
  const fault = page.getByRole('link', { name: /^Failover \d+: open its record$/ });
  await expect(fault.last()).toBeVisible();
  await fault.last().click();
  await expect(page).toHaveURL(/\/c\/local\/failover\/\d+$/);
  await page.request.post(`${vivarium.origin}/api/ensemble/control`, {
    headers: { origin: vivarium.origin },
    data: { action: 'restart', member: leader },
  });
  await expect(verdict).toContainText('by 3 of 3');
});

test('in Chinese too no page goes off the screen before the next one is there', async ({
  browser,
  vivarium,
}) => {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  // What somebody hears who lists the headings, after each change of the document.
  await page.addInitScript(() => {
    const blanks: string[] = [];
    let isSeen = false;
    const look = () => {
      const heading = document.querySelector('main h1');
      const isThere = heading?.checkVisibility() === true;
      if (isSeen && !isThere) blanks.push(location.pathname);
      isSeen ||= isThere;
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    Object.assign(window, { blanks });
  });
  await vivarium.open(page, '/c/local');
  const heading = page.getByRole('main').getByRole('heading', { level: 1 });
  await expect(heading).toBeVisible();
  const links = page.getByRole('navigation', { name: '页面' }).getByRole('link');
  for (let at = 0; at < (await links.count()); at += 1) {
    const link = links.nth(at);
    await link.click();
    await expect(link).toHaveAttribute('aria-current', 'page');
    await expect(heading).toBeVisible();
  }
  expect(await page.evaluate(() => Reflect.get(window, 'blanks'))).toEqual([]);
  await context.close();
});
