import type { FailoverView } from '@vivarium/contract';

/** The beginning of the next or the last phase of any member, ms; null at the ends. */
export function phaseStep(view: FailoverView, tMs: number, by: 1 | -1): number | null {
  const starts = view.lanes.flatMap(({ bands }) => bands.map(({ fromTMs }) => fromTMs)).sort((a, b) => a - b);
  // Phases that begin at all members within a millisecond are one step.
  const found = by === 1 ? starts.find((each) => each > tMs + 1) : starts.findLast((each) => each < tMs - 1);
  return found ?? null;
}
