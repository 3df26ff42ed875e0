import type { RecipeReign } from '@vivarium/contract';

export interface ReignBand {
  readonly reign: RecipeReign;
  readonly forMs: number;
  /** How long nobody led before it, ms; 0 when it followed at once. */
  readonly emptyMs: number;
  readonly widthPx: number;
}

const NARROW_PX = 116;
const WIDE_PX = 320;
/** A change of leaders takes as long as the server's next look; below that nothing was empty, ms. */
const AT_ONCE_MS = 400;

/** The lineage as bands, oldest first. Widths grow with the logarithm of time, so that a short reign can be read. */
export function reignBands(lineage: readonly RecipeReign[], nowMs: number): ReignBand[] {
  return lineage.map((reign, at) => {
    const before = lineage[at - 1];
    const emptyMs = before === undefined || before.toMs === null ? 0 : reign.fromMs - before.toMs;
    const forMs = Math.max(0, (reign.toMs ?? nowMs) - reign.fromMs);
    const widthPx = Math.min(WIDE_PX, Math.round(NARROW_PX + 26 * Math.log2(1 + forMs / 30_000)));
    return { reign, forMs, emptyMs: emptyMs < AT_ONCE_MS ? 0 : emptyMs, widthPx };
  });
}
