import { availableParallelism, loadavg } from 'node:os';
import { measureBusy, measureCrowd, measureDeaf, prepareHot } from './busy-cases.ts';
import { measureOutages } from './outage-cases.ts';
import { Outcomes } from './outcome.ts';
import { measureSearch } from './search-case.ts';
import { launchChromium, Stage } from './stage.ts';
import { measureStart } from './start-cases.ts';
import { measureChildren, measurePixels, measureValue } from './tree-cases.ts';

const FULL = {
  children: 100_000,
  manyChildren: 300_000,
  nodes: 1_000_000,
  repetitions: 5,
  pixels: 200,
  busyMs: 10_000,
  browsers: 200,
};
const QUICK = {
  children: 20_000,
  manyChildren: 60_000,
  nodes: 100_000,
  repetitions: 3,
  pixels: 60,
  busyMs: 4_000,
  browsers: 60,
};
const LIVE_CASES = ['children', 'search', 'pixel', 'busy', 'value', 'crowd', 'deaf', 'outage'];

/** Measures the dashboard in a real Chromium and prints the table. False when a case is not reached. */
export async function measureDashboard(
  isQuick: boolean,
  wanted: (name: string) => boolean,
): Promise<boolean> {
  const sizes = isQuick ? QUICK : FULL;
  const outcomes = new Outcomes();
  const before = loadavg()[0] as number;
  const browser = await launchChromium();
  try {
    if (wanted('start')) await measureStart(browser, sizes.repetitions, outcomes);
    if (LIVE_CASES.some(wanted)) await measureLive(await Stage.open(browser), sizes, wanted, outcomes);
  } finally {
    await browser.close();
  }
  const load = `load ${before.toFixed(1)} before, ${(loadavg()[0] as number).toFixed(1)} after`;
  console.log(
    `\nThe dashboard, headless Chromium, three members and the dashboard in processes of their own, ` +
      `${availableParallelism()} cores, Node ${process.versions.node}, ${load}\n\n${outcomes.table()}`,
  );
  const missed = outcomes.missed();
  console.log(missed.length === 0 ? '\nEvery case is reached.' : `\nNot reached: ${missed.join('; ')}`);
  return missed.length === 0;
}

async function measureLive(
  stage: Stage,
  sizes: typeof FULL,
  wanted: (name: string) => boolean,
  outcomes: Outcomes,
): Promise<void> {
  try {
    // The first page buys the session that the sockets use.
    await (await stage.page('/')).close();
    if (wanted('pixel')) await measurePixels(stage, sizes, outcomes);
    if (wanted('value')) await measureValue(stage, sizes, outcomes);
    if (['busy', 'crowd', 'deaf'].some(wanted)) await prepareHot(stage);
    if (wanted('busy')) await measureBusy(stage, sizes, outcomes);
    if (wanted('crowd')) await measureCrowd(stage, sizes, outcomes);
    if (wanted('deaf')) await measureDeaf(stage, sizes, outcomes);
    if (wanted('children')) await measureChildren(stage, sizes, outcomes);
    if (wanted('search')) {
      await stage.create('/rest');
      const made = wanted('children') ? sizes.children + sizes.manyChildren : 0;
      await stage.fill('/rest', sizes.nodes - made);
      await measureSearch(stage, sizes.nodes, sizes.repetitions, outcomes);
    }
    if (wanted('outage')) await measureOutages(stage, outcomes);
  } finally {
    await stage.close();
  }
}
