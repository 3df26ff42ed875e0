import { arc } from 'd3';
import { type Box, boxAround, distance, type Point, type Segment } from './geometry.ts';
import { type Label, type Measure, placeLabels } from './ring-labels.ts';

/** A member as the ring draws it. The words are ready; the layout only places them. */
export interface RingMember {
  readonly id: number;
  readonly isVoter: boolean;
  readonly leads: boolean;
  /** A voter that holds what the leader has committed, the leader itself included. */
  readonly inStep: boolean;
  readonly name: string;
  readonly role: string;
  /** A fact about it, or null; the first to go when there is no room. */
  readonly caption: string | null;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Body extends Point {
  readonly id: number;
  readonly radius: number;
  /** Degrees, 0 at the right, clockwise. */
  readonly angle: number;
  readonly label: Label;
}

export interface RingLayout {
  readonly centre: Point;
  readonly radius: number;
  readonly isSmall: boolean;
  readonly bodies: readonly Body[];
  /** The thick arc over the voters in step, as a path about the centre; null without a majority. */
  readonly arc: string | null;
}

const RADII = { leader: 30, voter: 26, observer: 22 };
const SMALL_RADII = { leader: 19, voter: 16, observer: 14 };
/** Below this height the ring is a picture in a corner: smaller bodies, and no epoch in its middle, px. */
const SMALL = 330;
/** From this height on a small ring has room for a label above it, px. */
const LABEL_ABOVE = 240;
/** Below this width labels go under their discs and observers below the ring, px. */
const NARROW = 480;

/**
 * Where everything stands, in steps: the ring, the bodies, the arc, the labels. Pure: the same members, size
 * and text widths give the same picture.
 */
export function ringLayout(members: readonly RingMember[], size: Size, measure: Measure): RingLayout {
  const voters = members.filter((member) => member.isVoter).sort((a, b) => a.id - b.id);
  const observers = members.filter((member) => !member.isVoter).sort((a, b) => a.id - b.id);
  const isSmall = size.height < SMALL;
  const radii = isSmall ? SMALL_RADII : RADII;
  const { centre, radius } = isSmall ? smallRingOf(size, observers.length) : ringOf(size, observers.length);
  const spots = [
    ...voters.map((member, index) =>
      voterSpot(member, index, voters.length, { centre, radius, size, radii }),
    ),
    ...observers.map((member, index) =>
      observerSpot(member, index, observers.length, voters.length, { centre, radius, size, radii }),
    ),
  ];
  const leader = spots.find((spot) => spot.member.leads);
  const edges: Segment[] = leader
    ? spots.filter((spot) => spot !== leader).map((spot) => ({ from: leader, to: spot }))
    : // Without a leader everyone talks to everyone.
      spots.flatMap((from, index) => spots.slice(index + 1).map((to) => ({ from, to })));
  const epochBox: Box = boxAround(centre, 34);
  const labels = placeLabels(spots, {
    bounds: { left: 4, top: 4, right: size.width - 4, bottom: size.height - 4 },
    edges,
    blocked: isSmall ? [] : [epochBox],
    centre,
    radius,
    measure,
  });
  return {
    centre,
    radius,
    isSmall,
    bodies: spots.map(({ member, x, y, radius: own, angle }, index) => ({
      id: member.id,
      x,
      y,
      radius: own,
      angle,
      label: labels[index] as Label,
    })),
    arc: quorumArc(spots, voters.length, radius),
  };
}

export interface Spot extends Point {
  readonly member: RingMember;
  readonly radius: number;
  readonly angle: number;
}

function ringOf(size: Size, observers: number): { centre: Point; radius: number } {
  if (size.width < NARROW) {
    const below = observers > 0 ? 124 : 20;
    const radius = Math.max(50, Math.min(size.width / 2 - 84, (size.height - below - 150) / 2));
    return { centre: { x: size.width / 2, y: 84 + radius }, radius };
  }
  const beside = observers > 0 ? 208 : 170;
  const radius = Math.max(60, Math.min(size.width / 2 - beside, size.height / 2 - 76));
  return { centre: { x: size.width / 2 - (observers > 0 ? 54 : 0), y: size.height / 2 + 30 }, radius };
}

function smallRingOf(size: Size, observers: number): { centre: Point; radius: number } {
  // Where there is height for it, the label of the uppermost stands above its disc and not on the ring.
  const [less, lower] = size.height < LABEL_ABOVE ? [46, 16] : [60, 34];
  const radius = Math.max(36, Math.min(size.height / 2 - less, size.width / 2 - 120));
  return { centre: { x: size.width / 2 - (observers > 0 ? 30 : 0), y: size.height / 2 + lower }, radius };
}

/** What the spots are placed by. */
interface Ground {
  readonly centre: Point;
  readonly radius: number;
  readonly size: Size;
  readonly radii: typeof RADII;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

function voterSpot(member: RingMember, index: number, of: number, { centre, radius, radii }: Ground): Spot {
  const angle = -90 + (360 * index) / of;
  return {
    member,
    angle,
    radius: member.leads ? radii.leader : radii.voter,
    x: centre.x + radius * Math.cos(radians(angle)),
    y: centre.y + radius * Math.sin(radians(angle)),
  };
}

/** Between two voters and outside of the ring, the right side first; below it where the page is narrow. */
function observerSpot(
  member: RingMember,
  index: number,
  of: number,
  voters: number,
  { centre, radius, size, radii }: Ground,
): Spot {
  const isSmall = radii === SMALL_RADII;
  if (size.width < NARROW && !isSmall) {
    const x = (size.width * (index + 1)) / (of + 1);
    return { member, angle: 90, radius: radii.observer, x, y: size.height - 106 };
  }
  const gaps = Array.from({ length: Math.max(1, voters) }, (_, gap) => -90 + (360 * (gap + 0.5)) / voters)
    .filter((angle) => Math.abs(Math.cos(radians(angle))) > 0.3)
    .sort((a, b) => Math.cos(radians(b)) - Math.cos(radians(a)));
  const angles = gaps.length === 0 ? [0, 180] : gaps;
  const gap = angles[index % angles.length] as number;
  const layer = Math.floor(index / angles.length);
  const layers = Math.ceil(of / angles.length);
  const angle = gap + (layer - (layers - 1) / 2) * 26;
  return {
    member,
    angle,
    radius: radii.observer,
    x: centre.x + (radius + (isSmall ? 74 : 112)) * Math.cos(radians(angle)),
    y: centre.y + (radius + 34) * Math.sin(radians(angle)),
  };
}

/** The shortest arc that covers every voter in step, once they are a majority. */
function quorumArc(spots: readonly Spot[], voters: number, radius: number): string | null {
  const angles = spots
    .filter(({ member }) => member.isVoter && member.inStep)
    .map(({ angle }) => angle)
    .sort((a, b) => a - b);
  const hasLeader = spots.some(({ member }) => member.leads);
  if (!hasLeader || angles.length <= voters / 2) return null;
  // The widest gap between neighbours stays open; everyone in step is on the rest.
  let open = { after: angles.length - 1, width: (angles[0] ?? 0) + 360 - (angles.at(-1) ?? 0) };
  for (let index = 0; index + 1 < angles.length; index += 1) {
    const width = (angles[index + 1] as number) - (angles[index] as number);
    if (width > open.width) open = { after: index, width };
  }
  const start = angles[(open.after + 1) % angles.length] as number;
  const sweep = angles.length === voters && voters > 1 ? 360 : 360 - open.width;
  // d3 counts from the top.
  const from = radians(start + 90);
  const drawn = arc()({
    innerRadius: radius - 1.5,
    outerRadius: radius + 1.5,
    startAngle: from,
    endAngle: from + radians(sweep),
  });
  return drawn;
}

/** The line of a link, from rim to rim, a little to the left of the direction of travel. */
export function linkLine(from: Body, to: Body, asidePx = 0): Segment {
  const length = Math.max(1, distance(from, to));
  const ux = (to.x - from.x) / length;
  const uy = (to.y - from.y) / length;
  const start = from.radius + 5;
  const end = to.radius + 5;
  const shift = { x: uy * asidePx, y: -ux * asidePx };
  return {
    from: { x: from.x + ux * start + shift.x, y: from.y + uy * start + shift.y },
    to: { x: to.x - ux * end + shift.x, y: to.y - uy * end + shift.y },
  };
}
