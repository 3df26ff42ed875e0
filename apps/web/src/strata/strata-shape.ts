import type { Stratum } from '@vivarium/contract';

/** Width of one bar with its gap, px. */
export const BAR_PX = 3;
export const STRATA_PX = 70;

export interface EpochSpan {
  readonly epoch: number;
  readonly fromPx: number;
  readonly toPx: number;
}

/** A stretch of time in which no write could be acknowledged; `toMs` is null while it lasts. */
export interface Fault {
  /** Of the recorded failover; null while none is recorded. */
  readonly id?: number | null;
  readonly fromMs: number;
  readonly toMs: number | null;
}

export interface EpochLabel {
  readonly epoch: number;
  readonly x: number;
}

export interface StrataShape {
  readonly widthPx: number;
  /** Bars of odd and of even epochs, as one SVG path each. */
  readonly odd: string;
  readonly even: string;
  readonly epochs: readonly EpochSpan[];
  /** A name above each stretch that has room for one; the newest always has. */
  readonly labels: readonly EpochLabel[];
  /** Stretches without an answer, or without a write that could be acknowledged. */
  readonly gaps: readonly { readonly fromPx: number; readonly toPx: number }[];
  /** Of each recorded failover that is in sight: where its record is opened. */
  readonly faultLines: readonly { readonly id: number; readonly fromPx: number; readonly toPx: number }[];
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

/** So many txns in one poll fill the height at least: a single one now and then is no wall. */
const LEAST_PEAK = 12;

/**
 * Polls as geometry; heights grow with the logarithm, so that one burst does not flatten all the rest. Of the
 * drawing, which ends at now, the last `seenPx` are in sight.
 */
export function strataShape(
  strata: readonly Stratum[],
  faults: readonly Fault[] = [],
  seenPx = Number.POSITIVE_INFINITY,
): StrataShape {
  const peak = strata.reduce((most, stratum) => Math.max(most, stratum.txns ?? 0), 0);
  let odd = '';
  let even = '';
  const epochs: EpochSpan[] = [];
  const gaps: Gap[] = [];
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
    const height = Math.max(
      2,
      Math.round((Math.log1p(stratum.txns) / Math.log1p(Math.max(peak, LEAST_PEAK))) * (STRATA_PX - 24)),
    );
    const bar = `M${x} ${STRATA_PX - 3}h2v-${height}h-2z`;
    if (epoch % 2 === 1) odd += bar;
    else even += bar;
  }
  const faultLines: { id: number; fromPx: number; toPx: number }[] = [];
  for (const fault of faults) {
    const laid = layFault(strata, fault);
    if (laid === null) continue;
    gaps.push(laid);
    if (fault.id != null) faultLines.push({ id: fault.id, ...laid });
  }
  const widthPx = strata.length * BAR_PX;
  const labels = labelsOf(epochs, widthPx, widthPx - seenPx);
  return {
    widthPx,
    odd,
    even,
    epochs,
    labels,
    gaps: merged(gaps),
    faultLines,
    peak,
    perSecond: rateOf(strata),
  };
}

/** Room for "epoch 12" in the strata's type, px. */
const LABEL_PX = 62;

/** Between the edge of what is in sight and a name that begins there, px. */
const EDGE_PX = 6;

function labelsOf(epochs: readonly EpochSpan[], widthPx: number, leftPx: number): EpochLabel[] {
  const labels: EpochLabel[] = [];
  let freeUntil = widthPx;
  for (const { epoch, fromPx, toPx } of epochs.toReversed()) {
    if (toPx <= leftPx) break;
    // A stretch that began before what is in sight is named where it comes into sight.
    const startPx = fromPx < leftPx ? leftPx + EDGE_PX : fromPx;
    const x = Math.max(leftPx, Math.min(startPx, freeUntil - LABEL_PX));
    // An older name moves no further left than its own stretch begins, so it gives way instead.
    if (labels.length > 0 && x < startPx) continue;
    labels.unshift({ epoch, x });
    freeUntil = x;
  }
  return labels;
}

interface Gap {
  fromPx: number;
  toPx: number;
}

/** The bars whose time a fault touches; at least two, so that it is seen. */
function layFault(strata: readonly Stratum[], { fromMs, toMs }: Fault): Gap | null {
  const first = strata.findIndex((stratum) => stratum.atMs >= fromMs);
  if (first < 0 || (toMs !== null && toMs < (strata[0]?.atMs ?? 0) - (strata[0]?.spanMs ?? 0))) return null;
  const after = toMs === null ? -1 : strata.findIndex((stratum) => stratum.atMs > toMs);
  const end = after < 0 ? strata.length : after;
  return { fromPx: first * BAR_PX, toPx: Math.max(end, first + 2) * BAR_PX };
}

function merged(gaps: readonly Gap[]): Gap[] {
  const result: Gap[] = [];
  for (const gap of [...gaps].sort((a, b) => a.fromPx - b.fromPx)) {
    const last = result.at(-1);
    if (last !== undefined && gap.fromPx <= last.toPx) last.toPx = Math.max(last.toPx, gap.toPx);
    else result.push({ ...gap });
  }
  return result;
}

function extend(gaps: Gap[], x: number): void {
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
