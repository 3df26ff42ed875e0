import type { Outcomes } from './outcome.ts';
import { ms } from './outcome.ts';
import { metered, type Stage } from './stage.ts';

const RENDER_MS = 2_000;

/** A page that is opened now: when every member was drawn with a state, and what it says of those that are not well. */
async function openPage(
  stage: Stage,
  isAsWanted: (texts: readonly string[]) => boolean,
): Promise<{ tookMs: number; texts: string[] }> {
  // Until the dashboard itself knows, a page could not.
  for (;;) {
    const context = await metered(stage.browser);
    const page = await context.newPage();
    const startedMs = performance.timeOrigin + performance.now();
    await stage.vivarium.open(page, '/c/local/ensemble');
    const last = `[data-testid^="plate-"]:nth-of-type(${stage.ensemble.members.length})`;
    const paintedAtMs = (await page.evaluate(`meter.painted(${JSON.stringify(last)})`)) as number;
    const texts = (await page.locator('[data-testid^="plate-"]').allInnerTexts()).map((text) =>
      text.replace(/\s+/g, ' ').trim(),
    );
    await context.close();
    if (isAsWanted(texts)) return { tookMs: paintedAtMs - startedMs, texts };
  }
}

/** One hung, then one, two and all members down; they are not started again. */
export async function measureOutages(stage: Stage, outcomes: Outcomes): Promise<void> {
  const { members } = stage.ensemble;
  const add = async (name: string, unwell: number): Promise<void> => {
    const isNamed = (text: string): boolean =>
      /refused|no answer|not answer|not running|unreachable|time|closed/i.test(text);
    const { tookMs, texts } = await openPage(stage, (all) => all.filter(isNamed).length >= unwell);
    outcomes.add({
      name: `${name}: the page is drawn, each member with its reason`,
      reach: `<= ${ms(RENDER_MS)}`,
      figure: `${ms(tookMs)}; ${texts.map((text) => text.slice(0, 60)).join(' / ')}`,
      isReached: tookMs <= RENDER_MS,
    });
  };
  members[0]!.server.pause();
  await add('one member hung', 1);
  members[0]!.server.resume();
  for (const [at, name] of ['one member down', 'two members down', 'all members down'].entries()) {
    await members[at]!.server.kill();
    await add(name, at + 1);
  }
}
