import { diffLines } from './draft.ts';

/** A stretch of the base that one side writes anew; `from === to` inserts. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

export interface Merged {
  readonly text: string;
  /** Stretches that both changed, each differently: both stand in the text, marked. */
  readonly overlaps: number;
}

/** Three-way merge by lines. What only one side changed is taken; what both changed is marked, never dropped. */
export function merge(base: string, mine: string, theirs: string): Merged {
  const lines = base.split('\n');
  const [a, b] = [hunksOf(base, mine), hunksOf(base, theirs)];
  const out: string[] = [];
  let overlaps = 0;
  let at = 0;
  while (a.length > 0 || b.length > 0) {
    const from = Math.min(a[0]?.from ?? Number.POSITIVE_INFINITY, b[0]?.from ?? Number.POSITIVE_INFINITY);
    out.push(...lines.slice(at, from));
    const { ours, others, to } = region(a, b, from);
    const wholeOurs = rewritten(lines, from, to, ours);
    const wholeOthers = rewritten(lines, from, to, others);
    if (others.length === 0 || same(wholeOurs, wholeOthers)) out.push(...wholeOurs);
    else if (ours.length === 0) out.push(...wholeOthers);
    else {
      overlaps += 1;
      out.push('<<<<<<< mine', ...wholeOurs, '=======', ...wholeOthers, '>>>>>>> theirs');
    }
    at = to;
  }
  out.push(...lines.slice(at));
  return { text: out.join('\n'), overlaps };
}

/** Takes from both sides all hunks that touch one another, beginning at `from`. */
function region(a: Hunk[], b: Hunk[], from: number): { ours: Hunk[]; others: Hunk[]; to: number } {
  const ours: Hunk[] = [];
  const others: Hunk[] = [];
  let to = from;
  const take = (side: Hunk[], into: Hunk[]): boolean => {
    const next = side[0];
    if (next === undefined || next.from > to) return false;
    into.push(next);
    side.shift();
    to = Math.max(to, next.to);
    return true;
  };
  while (take(a, ours) || take(b, others));
  return { ours, others, to };
}

function rewritten(base: readonly string[], from: number, to: number, hunks: readonly Hunk[]): string[] {
  const out: string[] = [];
  let at = from;
  for (const hunk of hunks) {
    out.push(...base.slice(at, hunk.from), ...hunk.lines);
    at = hunk.to;
  }
  return [...out, ...base.slice(at, to)];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, at) => line === b[at]);
}

function hunksOf(base: string, text: string): Hunk[] {
  const hunks: Hunk[] = [];
  let at = 0;
  let open: { from: number; lines: string[] } | null = null;
  const close = (): void => {
    if (open !== null) hunks.push({ from: open.from, to: at, lines: open.lines });
    open = null;
  };
  for (const { kind, text: line } of diffLines(base, text)) {
    if (kind === 'same') {
      close();
      at += 1;
      continue;
    }
    open ??= { from: at, lines: [] };
    if (kind === 'removed') at += 1;
    else open.lines.push(line);
  }
  close();
  return hunks;
}
