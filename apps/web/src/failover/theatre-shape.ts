import type { FailoverBand, FailoverMark, FailoverView } from '@vivarium/contract';
import { scaleLinear } from 'd3';

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
}

/** Lanes below each other, time across. Pure. */
export function theatreShape(view: FailoverView, width: number): TheatreShape {
  const [from, to] = extent(view);
  const scale = scaleLinear([from, to], [NAME_PX + 6, Math.max(NAME_PX + 60, width - 36)]);
  const clamp = (tMs: number) => scale(Math.max(from, Math.min(to, tMs)));
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
    .filter((mark) => mark.kind !== 'voteSent' && mark.kind !== 'voteReceived')
    .map((mark) => ({ mark, x: scale(mark.tMs), y: y.get(mark.member) ?? bottom }));
  const votes = inside.flatMap((mark) => {
    if (mark.kind !== 'voteReceived' || mark.from === mark.member) return [];
    const y1 = y.get(mark.from);
    const y2 = y.get(mark.member);
    if (y1 === undefined || y2 === undefined) return [];
    return [{ mark, x1: clamp(mark.sentTMs ?? mark.tMs), y1, x2: scale(mark.tMs), y2 }];
  });
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 110))).map((tMs) => ({ x: scale(tMs), tMs }));
  return { height: bottom + 12, lanes, marks, votes, ticks, gap: gapOf(view, clamp) };
}

/** From what led to it to the last mark, with air at both ends. */
function extent(view: FailoverView): readonly [number, number] {
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
