import type { FailoverMark, FailoverView } from '@vivarium/contract';

const STORY: readonly FailoverMark['kind'][] = [
  'looking',
  'elected',
  'epochAccepted',
  'syncing',
  'synced',
  'established',
  'serving',
  'thread',
  'link',
  'gapOpened',
  'gapClosed',
  'sessionExpired',
];

/** Marks that alone tell the story, votes that changed a mind among them. In the order of their times. */
export function keyMarks(view: FailoverView): FailoverMark[] {
  return inOrder(view.marks).filter(
    (mark) => STORY.includes(mark.kind) || (mark.kind === 'voteReceived' && mark.won),
  );
}

export function inOrder(marks: readonly FailoverMark[]): FailoverMark[] {
  return [...marks].sort((a, b) => a.tMs - b.tMs || a.n - b.n);
}

/** The mark after or before one of the marks shown; the nearest when that one is not among them. */
export function stepFrom(
  marks: readonly FailoverMark[],
  n: number | null,
  by: 1 | -1,
): FailoverMark | undefined {
  if (n === null) return by === 1 ? marks[0] : marks.at(-1);
  const at = marks.findIndex((mark) => mark.n === n);
  if (at < 0) return marks[0];
  return marks[Math.max(0, Math.min(marks.length - 1, at + by))];
}
