import {
  type Box,
  boxAround,
  boxesOverlap,
  circleCrossesBox,
  crossesBox,
  isInside,
  type Point,
  type Segment,
} from './geometry.ts';
import type { Spot } from './ring-layout.ts';

export type LineKind = 'name' | 'role' | 'caption';
export type Anchor = 'start' | 'middle' | 'end';
/** Width of a text in px, in the type of its kind. */
export type Measure = (text: string, kind: LineKind) => number;

export interface LabelLine {
  readonly kind: LineKind;
  readonly text: string;
  readonly y: number;
}

export interface Label {
  readonly x: number;
  readonly anchor: Anchor;
  readonly lines: readonly LabelLine[];
  readonly box: Box;
}

export interface Surroundings {
  readonly bounds: Box;
  readonly edges: readonly Segment[];
  readonly blocked: readonly Box[];
  readonly centre: Point;
  readonly radius: number;
  readonly measure: Measure;
}

const LINE_PX: Record<LineKind, number> = { name: 19, role: 18, caption: 19 };
/** From a line's top to its baseline. */
const BASE_PX: Record<LineKind, number> = { name: 14, role: 13, caption: 14 };
/** A place that costs this much hides something. */
const COLLISION = 500;

/**
 * A place for each label: leaders first, then voters, then observers. Where nothing is free the caption goes,
 * then the role; the name always stays.
 */
export function placeLabels(spots: readonly Spot[], around: Surroundings): Label[] {
  const order = spots
    .map((_, index) => index)
    .sort((a, b) => rank(spots[a] as Spot) - rank(spots[b] as Spot) || a - b);
  const discs = spots.map((spot) => boxAround(spot, spot.radius + 4));
  const placed = new Map<number, Label>();
  for (const index of order) {
    const spot = spots[index] as Spot;
    const taken = [
      ...around.blocked,
      ...discs.filter((_, other) => other !== index),
      ...[...placed.values()].map((label) => label.box),
    ];
    placed.set(index, bestLabel(spot, taken, around));
  }
  return spots.map((_, index) => placed.get(index) as Label);
}

const rank = ({ member }: Spot): number => (member.leads ? 0 : member.isVoter ? 1 : 2);

function bestLabel(spot: Spot, taken: readonly Box[], around: Surroundings): Label {
  const { name, role, caption } = spot.member;
  const all: (readonly [LineKind, string])[] = [
    ['name', name],
    ['role', role],
  ];
  if (caption !== null) all.push(['caption', caption]);
  for (let count = all.length; ; count -= 1) {
    const { label, cost } = cheapest(spot, all.slice(0, count), taken, around);
    if (cost < COLLISION || count === 1) return label;
  }
}

function cheapest(
  spot: Spot,
  lines: readonly (readonly [LineKind, string])[],
  taken: readonly Box[],
  around: Surroundings,
): { label: Label; cost: number } {
  const options = candidates(spot, lines, around.measure).map((label, preference) => ({
    label,
    cost: preference + costOf(label, spot, taken, around),
  }));
  return options.reduce((best, option) => (option.cost < best.cost ? option : best));
}

function costOf({ box }: Label, spot: Spot, taken: readonly Box[], around: Surroundings): number {
  let cost = isInside(box, around.bounds) ? 0 : 2 * COLLISION;
  for (const other of taken) if (boxesOverlap(box, other)) cost += COLLISION;
  for (const edge of around.edges) if (crossesBox(edge, box)) cost += 40;
  if (circleCrossesBox(around.centre, around.radius, box)) cost += 25;
  // Text reads best outside of the ring.
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  const isWithin = Math.hypot(middle.x - around.centre.x, middle.y - around.centre.y) < around.radius;
  return cost + (isWithin && spot.member.isVoter ? 35 : 0);
}

/** Eight places around a disc; those that lead away from the ring come first. */
function candidates(spot: Spot, lines: readonly (readonly [LineKind, string])[], measure: Measure): Label[] {
  const width = Math.max(...lines.map(([kind, text]) => measure(text, kind)));
  const height = lines.reduce((sum, [kind]) => sum + LINE_PX[kind], 0);
  const gap = spot.radius + 14;
  const slant = spot.radius * 0.7 + 10;
  const isRight = Math.cos((spot.angle * Math.PI) / 180) >= -0.01;
  const isAbove = Math.sin((spot.angle * Math.PI) / 180) < -0.9;
  const side = (right: boolean, dx: number, top: number) =>
    labelAt(right ? 'start' : 'end', spot.x + (right ? dx : -dx), top, width, height, lines);
  const upright = (top: number) => labelAt('middle', spot.x, top, width, height, lines);
  const middle = spot.y - height / 2;
  const above = upright(spot.y - gap - height);
  const below = upright(spot.y + gap - 6);
  return [
    ...(isAbove ? [above] : []),
    side(isRight, gap, middle),
    side(isRight, slant, spot.y + slant - 8),
    below,
    side(isRight, slant, spot.y - slant - height + 8),
    ...(isAbove ? [] : [above]),
    side(!isRight, gap, middle),
    side(!isRight, slant, spot.y + slant - 8),
    side(!isRight, slant, spot.y - slant - height + 8),
  ];
}

function labelAt(
  anchor: Anchor,
  x: number,
  top: number,
  width: number,
  height: number,
  lines: readonly (readonly [LineKind, string])[],
): Label {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  let y = top;
  const placed = lines.map(([kind, text]) => {
    const line = { kind, text, y: y + BASE_PX[kind] };
    y += LINE_PX[kind];
    return line;
  });
  return {
    x,
    anchor,
    lines: placed,
    box: { left: left - 3, top, right: left + width + 3, bottom: top + height },
  };
}
