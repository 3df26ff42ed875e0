/** Which rows of a fixed height are on the screen, with some beyond each edge. */
export interface RowWindow {
  readonly from: number;
  /** One behind the last. */
  readonly to: number;
  /** Where the first of them sits, px from the top of the whole list as it is drawn. */
  readonly offsetPx: number;
  /** Height of the whole list as it is drawn, px. */
  readonly heightPx: number;
}

/** Browsers lose exactness on taller elements; above it the scroll position is stretched over the rows. */
export const HEIGHT_PX_MAX = 8_000_000;
const BEYOND = 8;

export function rowWindow(count: number, rowPx: number, scrollPx: number, viewPx: number): RowWindow {
  const fullPx = count * rowPx;
  const heightPx = Math.min(fullPx, HEIGHT_PX_MAX);
  const first = firstRow(count, rowPx, scrollPx, viewPx);
  const from = Math.max(0, Math.floor(first) - BEYOND);
  const to = Math.min(count, Math.ceil(first + viewPx / rowPx) + BEYOND);
  const offsetPx = fullPx <= HEIGHT_PX_MAX ? from * rowPx : scrollPx - (first - from) * rowPx;
  return { from, to, offsetPx, heightPx };
}

/** The row at the top edge, fractional while it is half out. */
export function firstRow(count: number, rowPx: number, scrollPx: number, viewPx: number): number {
  const fullPx = count * rowPx;
  if (fullPx <= HEIGHT_PX_MAX) return scrollPx / rowPx;
  const share = scrollPx / (HEIGHT_PX_MAX - viewPx);
  return (share * (fullPx - viewPx)) / rowPx;
}

/** The scroll position that puts the row at the top edge. */
export function scrollOf(row: number, count: number, rowPx: number, viewPx: number): number {
  const fullPx = count * rowPx;
  if (fullPx <= HEIGHT_PX_MAX) return row * rowPx;
  return ((row * rowPx) / (fullPx - viewPx)) * (HEIGHT_PX_MAX - viewPx);
}
