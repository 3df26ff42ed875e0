/** Half the height of a line of text, px: labels are kept apart as chains of discs of this radius. */
const HALF_LINE = 7;
const STEP = 9;
const CELL = 32;
/** No text comes nearer to the sides of the drawing, px. */
const MARGIN = 14;
const DIAGONAL = Math.SQRT1_2;

export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

/** Where a text may stand: rising to the right by 45 degrees as leaves are written, or level on either side. */
export interface LabelSpot {
  readonly side: 'rising' | 'right' | 'left';
  /** Where the text begins, or ends on the left side. */
  readonly x: number;
  readonly y: number;
}

export interface LabelWish {
  readonly id: string;
  readonly width: number;
  /** The best first. */
  readonly spots: readonly LabelSpot[];
}

/**
 * Which labels are written: in the order of their wishes, those that cover neither a mark nor a label before them and
 * stand inside the drawing. A label that must give way is still in the list and in the node's own name.
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  marks: readonly Disc[],
  size: { readonly width: number; readonly height: number },
): Map<string, LabelSpot> {
  const grid = new Map<string, Disc[]>();
  for (const mark of marks) fill(grid, mark);
  const written = new Map<string, LabelSpot>();
  const isFree = ({ x, y, r }: Disc) =>
    x > MARGIN && x < size.width - MARGIN && y > 4 && y < size.height && !isTaken(grid, { x, y, r });
  for (const { id, width, spots } of wishes) {
    const spot = spots.find((each) => chainOf(each, width).every(isFree));
    if (spot === undefined) continue;
    for (const disc of chainOf(spot, width)) fill(grid, disc);
    written.set(id, spot);
  }
  return written;
}

function chainOf({ side, x, y }: LabelSpot, width: number): Disc[] {
  const discs = Math.max(1, Math.ceil(width / STEP));
  return Array.from({ length: discs }, (_, at) => {
    const along = HALF_LINE / 2 + (at * Math.max(0, width - HALF_LINE)) / Math.max(1, discs - 1);
    const dx = side === 'rising' ? along * DIAGONAL : side === 'right' ? along : -along;
    const dy = side === 'rising' ? -along * DIAGONAL : 0;
    return { x: x + dx, y: y + dy, r: HALF_LINE };
  });
}

function fill(grid: Map<string, Disc[]>, disc: Disc): void {
  const key = `${Math.floor(disc.x / CELL)} ${Math.floor(disc.y / CELL)}`;
  const cell = grid.get(key);
  if (cell === undefined) grid.set(key, [disc]);
  else cell.push(disc);
}

function isTaken(grid: ReadonlyMap<string, Disc[]>, { x, y, r }: Disc): boolean {
  const column = Math.floor(x / CELL);
  const row = Math.floor(y / CELL);
  for (let dx = -1; dx <= 1; dx += 1)
    for (let dy = -1; dy <= 1; dy += 1)
      for (const other of grid.get(`${column + dx} ${row + dy}`) ?? [])
        if (Math.hypot(other.x - x, other.y - y) < other.r + r - 1) return true;
  return false;
}
