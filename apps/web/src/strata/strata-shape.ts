import type { Stratum } from '@vivarium/contract';

/** Width of one bar with its gap, px. */
export const BAR_PX = 3;
export const STRATA_PX = 52;

export interface EpochSpan {
  readonly epoch: number;
  readonly fromPx: number;
  readonly toPx: number;
}

export interface StrataShape {
  readonly widthPx: number;
  /** Bars of odd and of even epochs, as one SVG path each. */
  readonly odd: string;
  readonly even: string;
  readonly epochs: readonly EpochSpan[];
  /** Stretches in which the member did not answer. */
  readonly gaps: readonly { readonly fromPx: number; readonly toPx: number }[];
  readonly peak: number;
  readonly perSecond: number;
}

/** The epoch of a zxid in hex: its high 32 bits. */
export function epochOfHex(zxid: string): number {
  return Number(BigInt(zxid) >> 32n);
}

export function counterOfHex(zxid: string): number {
  return Number(BigInt(zxid) & 0xffff_ffffn);
}

/** Polls as geometry; heights grow with the logarithm, so that one burst does not flatten all the rest. */
export function strataShape(strata: readonly Stratum[]): StrataShape {
  const peak = strata.reduce((most, stratum) => Math.max(most, stratum.txns ?? 0), 0);
  let odd = '';
  let even = '';
  const epochs: EpochSpan[] = [];
  const gaps: { fromPx: number; toPx: number }[] = [];
  for (const [index, stratum] of strata.entries()) {
    const x = index * BAR_PX;
    if (stratum.txns === null || stratum.zxid === null) {
      extend(gaps, x);
      continue;
    }
    const epoch = epochOfHex(stratum.zxid);
    const last = epochs.at(-1);
    if (last?.epoch === epoch) epochs[epochs.length - 1] = { ...last, toPx: x + BAR_PX };
    else epochs.push({ epoch, fromPx: x, toPx: x + BAR_PX });
    if (stratum.txns === 0) continue;
    const height = Math.max(2, Math.round((Math.log1p(stratum.txns) / Math.log1p(peak)) * (STRATA_PX - 14)));
    const bar = `M${x} ${STRATA_PX - 3}h2v-${height}h-2z`;
    if (epoch % 2 === 1) odd += bar;
    else even += bar;
  }
  return { widthPx: strata.length * BAR_PX, odd, even, epochs, gaps, peak, perSecond: rateOf(strata) };
}

function extend(gaps: { fromPx: number; toPx: number }[], x: number): void {
  const last = gaps.at(-1);
  if (last?.toPx === x) last.toPx = x + BAR_PX;
  else gaps.push({ fromPx: x, toPx: x + BAR_PX });
}

/** Over the last five seconds that were seen. */
function rateOf(strata: readonly Stratum[]): number {
  let txns = 0;
  let spanMs = 0;
  for (let index = strata.length - 1; index >= 0 && spanMs < 5_000; index -= 1) {
    const stratum = strata[index];
    if (stratum?.txns === undefined || stratum.txns === null) break;
    txns += stratum.txns;
    spanMs += stratum.spanMs;
  }
  return spanMs === 0 ? 0 : Math.round((txns / spanMs) * 10_000) / 10;
}
