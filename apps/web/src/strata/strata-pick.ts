import type { Stratum } from '@vivarium/contract';
import { BAR_PX } from './strata-shape.ts';

/** What was seen between two moments: of one bar, or of several side by side. */
export interface Pick {
  readonly fromMs: number;
  readonly toMs: number;
  /** Null where no answer came in all that time. */
  readonly txns: number | null;
  /** First and last transaction; null where there was none. */
  readonly zxids: readonly [first: string, last: string] | null;
}

/** The bar under the pointer; bars are drawn up to the right edge. */
export function barAt(fromRightPx: number, bars: number): number {
  const bar = bars - 1 - Math.floor(Math.max(0, fromRightPx) / BAR_PX);
  return Math.min(bars - 1, Math.max(0, bar));
}

/** The bar that ends nearest to a moment; -1 where there is none. */
export function barOf(strata: readonly Stratum[], atMs: number): number {
  let nearest = -1;
  for (const [bar, stratum] of strata.entries()) {
    const best = strata[nearest];
    if (best === undefined || Math.abs(stratum.atMs - atMs) <= Math.abs(best.atMs - atMs)) nearest = bar;
  }
  return nearest;
}

/** What the bars from `first` to `last` tell together. */
export function pickOf(strata: readonly Stratum[], first: number, last: number): Pick | null {
  const bars = strata.slice(first, last + 1);
  const [oldest] = bars;
  const newest = bars.at(-1);
  if (oldest === undefined || newest === undefined) return null;
  let txns: number | null = null;
  let firstZxid: string | null = null;
  let lastZxid: string | null = null;
  for (const [at, bar] of bars.entries()) {
    if (bar.txns === null || bar.zxid === null) continue;
    txns = (txns ?? 0) + bar.txns;
    if (bar.txns === 0) continue;
    lastZxid = bar.zxid;
    firstZxid ??= firstOf(bar, strata[first + at - 1]?.zxid ?? null);
  }
  const zxids = firstZxid === null || lastZxid === null ? null : ([firstZxid, lastZxid] as const);
  return { fromMs: oldest.atMs - oldest.spanMs, toMs: newest.atMs, txns, zxids };
}

/** Transactions are numbered in a row within an epoch; the first of a new one is known only by its count. */
function firstOf({ zxid, txns }: Stratum, before: string | null): string {
  const last = BigInt(zxid ?? '0x0');
  const previous = before === null ? null : BigInt(before);
  const isSameEpoch = previous !== null && previous >> 32n === last >> 32n;
  const first = isSameEpoch ? previous + 1n : last - BigInt(Math.max(1, txns ?? 1)) + 1n;
  return `0x${(first > last ? last : first).toString(16)}`;
}
