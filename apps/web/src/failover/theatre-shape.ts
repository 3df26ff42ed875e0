import type { FailoverBand, FailoverMark, FailoverView } from '@vivarium/contract';
import { type Break, type FoldScale, foldScale } from './fold-scale.ts';

export const LANE_PX = 46;
export const NAME_PX = 64;
const TOP_PX = 24;
const BAND_PX = 14;

export interface ShapedBand {
  readonly phase: FailoverBand['phase'];
  readonly x: number;
  readonly width: number;
}

export interface ShapedLane {
  readonly member: number;
  readonly name: string;
  readonly y: number;
  readonly bands: readonly ShapedBand[];
}

export interface ShapedMark {
  readonly mark: FailoverMark;
  readonly x: number;
  readonly y: number;
}

/** A notification on its way: from the sender's lane when it was sent to the receiver's when it came. */
export interface ShapedVote {
  readonly mark: Extract<FailoverMark, { kind: 'voteReceived' }>;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface TheatreShape {
  readonly height: number;
  readonly lanes: readonly ShapedLane[];
  readonly marks: readonly ShapedMark[];
  readonly votes: readonly ShapedVote[];
  readonly ticks: readonly { readonly x: number; readonly tMs: number }[];
  /** The stretch in which no write could be acknowledged. */
  readonly gap: { readonly x: number; readonly width: number } | null;
  /** Long stretches in which nothing happened, folded. */
  readonly breaks: readonly Break[];
  readonly scale: FoldScale;
  /** How many sessions are back at which time, as a path; null when none is told of. */
  readonly sessions: ShapedSessions | null;
}

export interface ShapedSessions {
  readonly y: number;
  /** A step for each session that came back, up to `back`. */
  readonly path: string;
  readonly back: number;
  readonly lastTMs: number | null;
  readonly expired: readonly ShapedMark[];
}

/** Lanes below each other, time across. Pure. */
export function theatreShape(
  view: FailoverView,
  width: number,
  [from, to]: readonly [number, number] = extentOf(view),
): TheatreShape {
  const times = view.marks.map(({ tMs }) => tMs);
  const scale = foldScale(times, [from, to], [NAME_PX + 6, Math.max(NAME_PX + 60, width - 36)]);
  const clamp = scale;
  const y = new Map(view.lanes.map((lane, index) => [lane.member, TOP_PX + index * LANE_PX + BAND_PX]));
  const bottom = TOP_PX + view.lanes.length * LANE_PX;
  const lanes = view.lanes.map((lane) => ({
    member: lane.member,
    name: lane.name,
    y: y.get(lane.member) as number,
    bands: lane.bands
      .filter((band) => band.fromTMs < to && (band.toTMs ?? to) > from)
      .map((band) => {
        const x = clamp(band.fromTMs);
        return { phase: band.phase, x, width: Math.max(1, clamp(band.toTMs ?? to) - x) };
      }),
  }));
  const inside = view.marks.filter((mark) => mark.tMs >= from && mark.tMs <= to);
  const marks = inside
    .filter(({ kind }) => !['voteSent', 'voteReceived', 'sessionBack', 'sessionExpired'].includes(kind))
    .map((mark) => ({ mark, x: scale(mark.tMs), y: y.get(mark.member) ?? bottom }));
  const votes = inside.flatMap((mark) => {
    if (mark.kind !== 'voteReceived' || mark.from === mark.member) return [];
    const y1 = y.get(mark.from);
    const y2 = y.get(mark.member);
    if (y1 === undefined || y2 === undefined) return [];
    return [{ mark, x1: clamp(mark.sentTMs ?? mark.tMs), y1, x2: scale(mark.tMs), y2 }];
  });
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 120))).map((tMs) => ({ x: scale(tMs), tMs }));
  const sessions = sessionsOf(inside, scale, bottom + BAND_PX);
  const height = bottom + 12 + (sessions === null ? 0 : LANE_PX);
  const { breaks } = scale;
  return { height, lanes, marks, votes, ticks, gap: gapOf(view, clamp), breaks, scale, sessions };
}

/** How many came back by when. Who was back before the first mark of the record is not told of. */
function sessionsOf(marks: readonly FailoverMark[], scale: FoldScale, y: number): ShapedSessions | null {
  const back = marks.filter(({ kind }) => kind === 'sessionBack').sort((a, b) => a.tMs - b.tMs);
  const expired = marks.filter(({ kind }) => kind === 'sessionExpired');
  if (back.length === 0 && expired.length === 0) return null;
  const floor = y + 10;
  const rise = 20 / Math.max(1, back.length);
  const steps = back.map(({ tMs }, at) => `H${scale(tMs)}V${floor - (at + 1) * rise}`);
  const start = scale(Number.NEGATIVE_INFINITY);
  const end = scale(Number.POSITIVE_INFINITY);
  return {
    y,
    path: `M${start} ${floor}${steps.join('')}H${end}V${floor}Z`,
    back: back.length,
    lastTMs: back.at(-1)?.tMs ?? null,
    expired: expired.map((mark) => ({ mark, x: scale(mark.tMs), y })),
  };
}

/** From what led to it to the last mark, with air at both ends. */
export function extentOf(view: FailoverView): readonly [number, number] {
  const times = view.marks.map((mark) => mark.tMs);
  const from = Math.min(0, ...times);
  const to = Math.max(50, ...times);
  const air = (to - from) * 0.03;
  return [from - air, to + air];
}

function gapOf(view: FailoverView, clamp: (tMs: number) => number): TheatreShape['gap'] {
  const { gapSinceMs, gapMs, startedAtMs } = view.summary;
  if (gapSinceMs === null) return null;
  const from = gapSinceMs - startedAtMs;
  const x = clamp(from);
  return { x, width: Math.max(1, clamp(gapMs === null ? Number.POSITIVE_INFINITY : from + gapMs) - x) };
}
