import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright';
import { createFrame } from '../load/requests.ts';
import { FRAME_MS_MAX, framesText, ms, type Outcomes, quantile, spread } from './outcome.ts';
import type { Meter, Stage } from './stage.ts';

const SCROLL_MS = 4_000;
const ELEMENTS_MAX = 3_000;
const FIRST_ROWS_MS = 300;
const SLOW_ROWS_MS = 1_000;
const VALUE_BYTES = 1_000_000;
const VALUE_MS = 300;
/** Base64 and its envelope. */
const TWICE = 1.8;
const PIXEL_MS = 100;
const PIXEL_PAUSE_MS = 60;

export interface TreeSizes {
  readonly children: number;
  readonly manyChildren: number;
  readonly repetitions: number;
  readonly pixels: number;
}

const rowOf = (path: string): string => `[role=treeitem][data-path=${JSON.stringify(path)}]`;

/** A click on a closed folder, to the paint of its first rows. */
async function openFolder(page: Page, path: string): Promise<number> {
  const row = page.locator(rowOf(path));
  await row.waitFor();
  const toggle = row.locator('> [aria-hidden=true]').first();
  const painted = page.evaluate(`meter.painted(${JSON.stringify(`[role=treeitem][data-path^="${path}/"]`)})`);
  await toggle.click();
  const paintedAtMs = (await painted) as number;
  return paintedAtMs - ((await page.evaluate('meter.pressedAtMs()')) as number);
}

async function framesWhile(page: Page, act: () => Promise<unknown>): Promise<Meter> {
  await page.evaluate('meter.startFrames()');
  await act();
  return (await page.evaluate('meter.stopFrames()')) as Meter;
}

export async function measureChildren(stage: Stage, sizes: TreeSizes, outcomes: Outcomes): Promise<void> {
  for (const [path, count, mostMs] of [
    ['/children', sizes.children, FIRST_ROWS_MS],
    ['/more-children', sizes.manyChildren, SLOW_ROWS_MS],
  ] as const) {
    await stage.create(path);
    await stage.fill(path, count);
    const times: number[] = [];
    const gapsMs: number[] = [];
    let elements = 0;
    for (let at = 0; at < sizes.repetitions; at += 1) {
      const page = await stage.tree('/');
      times.push(await openFolder(page, path));
      const { gapsMs: gaps } = await framesWhile(page, () => page.evaluate(`meter.scroll(${SCROLL_MS})`));
      gapsMs.push(...gaps);
      elements = Math.max(elements, (await page.evaluate('meter.elements()')) as number);
      await page.close();
    }
    const name = `open ${count.toLocaleString('en-US')} children`;
    outcomes.add({
      name: `${name}, click to first rows`,
      reach: `<= ${ms(mostMs)}`,
      figure: spread(times),
      isReached: quantile(times, 0.5) <= mostMs,
    });
    outcomes.add({
      name: `${name}, elements`,
      reach: `<= ${ELEMENTS_MAX.toLocaleString('en-US')}`,
      figure: elements.toLocaleString('en-US'),
      isReached: elements <= ELEMENTS_MAX,
    });
    outcomes.add({
      name: `${name}, scrolling`,
      reach: 'no frame > 50 ms (p99)',
      figure: framesText(gapsMs),
      isReached: quantile(gapsMs, 0.99) <= FRAME_MS_MAX,
    });
  }
}

/** From the moment in which another client sends a write to the paint of its row. */
export async function measurePixels(stage: Stage, sizes: TreeSizes, outcomes: Outcomes): Promise<void> {
  await stage.create('/pixels');
  await stage.create('/pixels/first');
  const page = await stage.tree('/');
  await openFolder(page, '/pixels');
  await page.evaluate(`meter.noteRows('/pixels')`);
  const writer = await stage.writer(1);
  const sent = new Map<string, number>();
  for (let at = 0; at < sizes.pixels; at += 1) {
    // From below: each comes above those that are there, and stays on the screen.
    const path = `/pixels/a${String(sizes.pixels - at).padStart(6, '0')}`;
    sent.set(path, performance.timeOrigin + performance.now());
    await writer.ask(createFrame(path, null));
    await delay(PIXEL_PAUSE_MS);
  }
  await page.evaluate(`meter.painted(${JSON.stringify(rowOf([...sent.keys()].at(-1) as string))})`);
  const times: number[] = [];
  for (const [path, sentAtMs] of sent) {
    const drawnAtMs = (await page.evaluate(`meter.drawnAtMs(${JSON.stringify(path)})`)) as number | null;
    if (drawnAtMs !== null && drawnAtMs > 0) times.push(drawnAtMs - sentAtMs);
  }
  writer.destroy();
  await page.close();
  const p95 = quantile(times, 0.95);
  outcomes.add({
    name: "another client's change, sent to its pixel, p95",
    reach: `<= ${PIXEL_MS} ms`,
    figure: `${ms(p95)}, median ${ms(quantile(times, 0.5))}, ${times.length} of ${sizes.pixels} drawn`,
    isReached: p95 <= PIXEL_MS && times.length === sizes.pixels,
  });
}

/** A click on a znode with a megabyte, to the paint of its text; how often it travelled. */
export async function measureValue(stage: Stage, sizes: TreeSizes, outcomes: Outcomes): Promise<void> {
  const line = 'a line of a large value\n';
  await stage.create('/value', Buffer.from(line.repeat(VALUE_BYTES / line.length + 1).slice(0, VALUE_BYTES)));
  const times: number[] = [];
  const wire: number[] = [];
  for (let at = 0; at < sizes.repetitions; at += 1) {
    const page = await stage.tree('/zookeeper');
    await page.locator(rowOf('/value')).waitFor();
    await page.waitForLoadState('networkidle');
    let bytes = 0;
    page.on('requestfinished', async (request) => {
      if (request.url().includes('/api/tree/')) bytes += (await request.sizes()).responseBodySize;
    });
    const selector = '#editor, .cm-line, [data-testid=hex]';
    const painted = page.evaluate(`meter.painted(${JSON.stringify(selector)}, 'a line of')`);
    await page.locator(rowOf('/value')).click();
    const paintedAtMs = (await painted) as number;
    times.push(paintedAtMs - ((await page.evaluate('meter.pressedAtMs()')) as number));
    await page.waitForLoadState('networkidle');
    wire.push(bytes);
    await page.close();
  }
  const most = Math.max(...wire);
  outcomes.add({
    name: 'open a 1 MB value, click to first paint',
    reach: `<= ${VALUE_MS} ms`,
    figure: spread(times),
    isReached: quantile(times, 0.5) <= VALUE_MS,
  });
  outcomes.add({
    name: 'open a 1 MB value, bytes on the wire',
    reach: 'once',
    figure: `${(most / 1e6).toFixed(2)} MB`,
    isReached: most < TWICE * VALUE_BYTES,
  });
}
