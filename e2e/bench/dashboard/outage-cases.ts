import type { Outcomes } from './outcome.ts';
import { ms } from './outcome.ts';
import { metered, type Stage } from './stage.ts';

const RENDER_MS = 2_000;

/** A page that is opened now: when every member was drawn, and the reasons that stand with those that are not well. */
async function openPage(
  stage: Stage,
  isAsWanted: (causes: readonly string[]) => boolean,
): Promise<{ tookMs: number; causes: string[] }> {
  // Until the dashboard itself knows, a page could not.
  for (;;) {
    const context = await metered(stage.browser);
    const page = await context.newPage();
    const startedMs = performance.timeOrigin + performance.now();
    await stage.vivarium.open(page, '/c/local/ensemble');
    const last = `[data-testid^="plate-"]:nth-of-type(${stage.ensemble.members.length})`;
    const paintedAtMs = (await page.evaluate(`meter.painted(${JSON.stringify(last)})`)) as number;
    const causes = await page.getByTestId('cause').allInnerTexts();
    await context.close();
    if (isAsWanted(causes)) return { tookMs: paintedAtMs - startedMs, causes };
  }
}

/** One hung, then one, two and all members down; they are not started again. */
export async function measureOutages(stage: Stage, outcomes: Outcomes): Promise<void> {
  const { members } = stage.ensemble;
  const add = async (name: string, unwell: number, reason: RegExp): Promise<void> => {
    const isNamed = (cause: string): boolean => reason.test(cause);
    const { tookMs, causes } = await openPage(stage, (all) => all.filter(isNamed).length >= unwell);
    outcomes.add({
      name: `${name}: the page is drawn, each member with its reason`,
      reach: `<= ${ms(RENDER_MS)}`,
      figure: `${ms(tookMs)}; ${causes.join(' / ')}`,
      isReached: tookMs <= RENDER_MS,
    });
  };
  members[0]!.server.pause();
  await add('one member hung', 1, /./);
  members[0]!.server.resume();
  for (const [at, name] of ['one member down', 'two members down', 'all members down'].entries()) {
    await members[at]!.server.kill();
    await add(name, at + 1, /nothing listens/);
  }
}
