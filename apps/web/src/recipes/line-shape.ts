/** Height of a client's row, px; arrows are drawn beside the rows, so both keep to it. */
export const ROW_PX = 54;
export const GUTTER_PX = 64;
/** Middle of the leaves, px from the left. */
export const LEAF_PX = 42;
const ROOM_PX = 15;

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly d: string;
  readonly head: string;
  readonly isSeen: boolean;
}

interface Waiting {
  readonly path: string;
  readonly watches: string | null;
  readonly watchesHow: 'inferred' | 'observed' | null;
}

export function middleOf(row: number): number {
  return row * ROW_PX + ROW_PX / 2;
}

/**
 * An arrow from each client to the node it watches: straight up to the one right ahead, a bow past those between.
 * A node that is not among the rows has no arrow.
 */
export function arrowsOf(rows: readonly Waiting[]): Arrow[] {
  const at = new Map(rows.map(({ path }, row) => [path, row]));
  return rows.flatMap(({ path, watches, watchesHow }, row) => {
    const target = watches === null ? undefined : at.get(watches);
    if (watches === null || target === undefined || target === row) return [];
    const far = Math.abs(row - target);
    const isSeen = watchesHow === 'observed';
    if (far === 1) {
      const [fromY, toY] = [middleOf(row) - ROOM_PX, middleOf(target) + ROOM_PX];
      const d = `M${LEAF_PX} ${fromY}V${toY}`;
      const head = `M${LEAF_PX} ${toY - 4}l-4 7h8z`;
      return [{ from: path, to: watches, d, head, isSeen }];
    }
    const bowPx = Math.min(LEAF_PX - 6, 14 + 6 * far);
    const [fromY, toY] = [middleOf(row), middleOf(target)];
    const x = LEAF_PX - 11;
    const bend = (2 * bowPx) / 3 + 8;
    const d = `M${x} ${fromY}C${x - bend} ${fromY} ${x - bend} ${toY} ${x} ${toY}`;
    return [{ from: path, to: watches, d, head: `M${x + 4} ${toY}l-7 -4v8z`, isSeen }];
  });
}
