import { changes } from '../stores/changes.ts';
import { createStore, useStore } from '../stores/store.ts';

/** Answers that are kept of each member: half a minute at the usual interval. */
const KEPT = 60;

/** How long each member took to answer, ms, oldest first; null where it did not. */
type AnswerTimes = ReadonlyMap<number, readonly (number | null)[]>;

const times = createStore<AnswerTimes>(new Map());
const polledAt = new Map<number, number | null>();

// A member is told anew for many reasons; only a new answer, or its absence, is a point.
changes.on('member', ({ member: { id, state, answerMs, polledAtMs } }) => {
  const isDown = state === 'down';
  if (!isDown && polledAt.get(id) === polledAtMs) return;
  polledAt.set(id, polledAtMs);
  const known = times.get().get(id) ?? [];
  if (isDown && known.at(-1) === null) return;
  times.set(new Map(times.get()).set(id, [...known, isDown ? null : answerMs].slice(-KEPT)));
});

export function useAnswerTimes(): AnswerTimes {
  return useStore(times, (now) => now);
}

export interface Sparkline {
  /** One path per stretch without a gap. */
  readonly d: string;
  /** Where the newest answer is; null when the member does not answer. */
  readonly tip: { readonly x: number; readonly y: number } | null;
}

/** The newest at the right edge; `topMs` is the height of the box, the same for all members. */
export function sparkline(
  points: readonly (number | null)[],
  topMs: number,
  widthPx: number,
  heightPx: number,
): Sparkline {
  const stepPx = widthPx / (KEPT - 1);
  let d = '';
  let isDown = false;
  let tip: Sparkline['tip'] = null;
  for (const [at, ms] of points.entries()) {
    tip = null;
    if (ms !== null) {
      const x = widthPx - (points.length - 1 - at) * stepPx;
      const y = heightPx - 1 - Math.min(1, ms / topMs) * (heightPx - 2);
      d += `${isDown ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
      tip = { x, y };
    }
    isDown = ms !== null;
  }
  return { d, tip };
}

/** The height that all sparklines share, ms: the slowest answer that is in sight, and not less than 2. */
export function topOf(all: AnswerTimes): number {
  return Math.max(2, ...[...all.values()].flat().map((ms) => ms ?? 0));
}
