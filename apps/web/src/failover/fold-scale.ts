/** A stretch without a mark is folded when it is longer than this, ms, and than this share of the whole. */
const IDLE_MS = 120;
const IDLE_SHARE = 0.12;
/** What a folded stretch still takes, px. */
const BREAK_PX = 34;

export interface Break {
  readonly fromTMs: number;
  readonly toTMs: number;
  /** Where its sign stands. */
  readonly x: number;
}

export interface FoldScale {
  (tMs: number): number;
  readonly invert: (x: number) => number;
  readonly breaks: readonly Break[];
  /** Round times that stand far enough from each other and from the breaks. */
  readonly ticks: (most: number) => number[];
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly width: number;
  readonly isBreak: boolean;
}

/** Time across, with long stretches in which nothing happened folded to a sign. `times` are what must stay apart. */
export function foldScale(
  times: readonly number[],
  [from, to]: readonly [number, number],
  [x0, x1]: readonly [number, number],
): FoldScale {
  const pieces = piecesOf(idleOf(times, from, to), [from, to], [x0, x1]);
  const at = (tMs: number): number => {
    const clamped = Math.max(from, Math.min(to, tMs));
    const piece = pieces.find((each) => clamped <= each.to) ?? (pieces.at(-1) as Piece);
    return piece.x + (piece.width * (clamped - piece.from)) / Math.max(1e-9, piece.to - piece.from);
  };
  const invert = (x: number): number => {
    const clamped = Math.max(x0, Math.min(x1, x));
    const piece = pieces.find((each) => clamped <= each.x + each.width) ?? (pieces.at(-1) as Piece);
    return piece.from + ((clamped - piece.x) * (piece.to - piece.from)) / Math.max(1e-9, piece.width);
  };
  const breaks = pieces
    .filter(({ isBreak }) => isBreak)
    .map((piece) => ({ fromTMs: piece.from, toTMs: piece.to, x: piece.x + piece.width / 2 }));
  const ticks = (most: number): number[] => {
    const shown = pieces.filter(({ isBreak }) => !isBreak);
    const spanMs = shown.reduce((sum, piece) => sum + piece.to - piece.from, 0);
    const step = roundStep(spanMs / Math.max(1, most));
    return shown.flatMap((piece) => {
      const first = Math.ceil(piece.from / step);
      const last = Math.floor(piece.to / step);
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
    });
  };
  return Object.assign(at, { invert, breaks, ticks });
}

/** The long stretches between two marks. */
function idleOf(times: readonly number[], from: number, to: number): { from: number; to: number }[] {
  const sorted = [from, ...[...times].filter((each) => each > from && each < to).sort((a, b) => a - b), to];
  const least = Math.max(IDLE_MS, (to - from) * IDLE_SHARE);
  const idle: { from: number; to: number }[] = [];
  for (let at = 0; at + 1 < sorted.length; at += 1) {
    const [before, after] = [sorted[at] as number, sorted[at + 1] as number];
    // A little of the quiet stays on both sides, so that marks do not stand on the sign.
    const air = (after - before) * 0.06;
    if (after - before > least) idle.push({ from: before + air, to: after - air });
  }
  return idle;
}

function piecesOf(
  idle: readonly { readonly from: number; readonly to: number }[],
  [from, to]: readonly [number, number],
  [x0, x1]: readonly [number, number],
): Piece[] {
  const idleMs = idle.reduce((sum, each) => sum + each.to - each.from, 0);
  const room = Math.max(40, x1 - x0 - idle.length * BREAK_PX);
  const perMs = room / Math.max(1e-9, to - from - idleMs);
  const pieces: Piece[] = [];
  let x = x0;
  let at = from;
  const add = (until: number, isBreak: boolean) => {
    const width = isBreak ? BREAK_PX : (until - at) * perMs;
    pieces.push({ from: at, to: until, x, width, isBreak });
    x += width;
    at = until;
  };
  for (const each of idle) {
    add(each.from, false);
    add(each.to, true);
  }
  add(to, false);
  return pieces;
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return ([1, 2, 5, 10].find((each) => each * power >= least) ?? 10) * power;
}
