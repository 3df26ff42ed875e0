export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

export function boxesOverlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function isInside(inner: Box, outer: Box): boolean {
  return (
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  );
}

export function boxAround({ x, y }: Point, radius: number): Box {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** A point on the way from one to another: 0 is the start, 1 the end. */
export function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Whether a segment touches a box (Liang and Barsky's clipping). */
export function crossesBox({ from, to }: Segment, box: Box): boolean {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  let enter = 0;
  let leave = 1;
  const sides = [
    [-dx, from.x - box.left],
    [dx, box.right - from.x],
    [-dy, from.y - box.top],
    [dy, box.bottom - from.y],
  ] as const;
  for (const [slope, room] of sides) {
    if (slope === 0) {
      if (room < 0) return false;
      continue;
    }
    const at = room / slope;
    if (slope < 0) enter = Math.max(enter, at);
    else leave = Math.min(leave, at);
    if (enter > leave) return false;
  }
  return true;
}

/** Whether two segments cross; touching at an end does not count. */
export function segmentsCross(a: Segment, b: Segment): boolean {
  const side = (p: Point, q: Point, r: Point) =>
    Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return (
    side(a.from, a.to, b.from) * side(a.from, a.to, b.to) < 0 &&
    side(b.from, b.to, a.from) * side(b.from, b.to, a.to) < 0
  );
}

/** Whether the line of a circle, not its inside, runs through a box. */
export function circleCrossesBox(centre: Point, radius: number, box: Box): boolean {
  const near = {
    x: Math.min(Math.max(centre.x, box.left), box.right),
    y: Math.min(Math.max(centre.y, box.top), box.bottom),
  };
  const far = Math.max(
    distance(centre, { x: box.left, y: box.top }),
    distance(centre, { x: box.right, y: box.top }),
    distance(centre, { x: box.left, y: box.bottom }),
    distance(centre, { x: box.right, y: box.bottom }),
  );
  return distance(centre, near) <= radius && radius <= far;
}

/** The same line shortened at both ends, so that it starts and ends at the rims of two discs. */
export function trimmed({ from, to }: Segment, atStart: number, atEnd: number): Segment {
  const length = distance(from, to);
  if (length <= atStart + atEnd) return { from, to };
  return { from: between(from, to, atStart / length), to: between(from, to, 1 - atEnd / length) };
}
