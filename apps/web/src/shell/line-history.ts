const LINES_KEPT = 200;

/** The lines that were run, and where in them the arrows stand. Up goes back; below the newest is what was being typed. */
export interface LineHistory {
  readonly lines: readonly string[];
  /** Counted from the end: 0 is the line being typed. */
  readonly back: number;
  /** What was being typed when the arrows left it. */
  readonly draft: string;
}

export const emptyHistory: LineHistory = { lines: [], back: 0, draft: '' };

/** A line that repeats the newest is kept once. */
export function remember({ lines }: LineHistory, line: string): LineHistory {
  const kept = line === lines.at(-1) ? lines : [...lines, line].slice(-LINES_KEPT);
  return { lines: kept, back: 0, draft: '' };
}

/** One step: 1 to the line before, -1 to the one after. The history and the text that the field shows then. */
export function walk(history: LineHistory, by: 1 | -1, typed: string): readonly [LineHistory, string] {
  const { lines } = history;
  const draft = history.back === 0 ? typed : history.draft;
  const back = Math.min(lines.length, Math.max(0, history.back + by));
  return [{ lines, back, draft }, back === 0 ? draft : (lines.at(-back) ?? draft)];
}

/** Credentials stay out of the browser's storage. */
export const isKeepable = (line: string): boolean => !/^\s*addauth\b/.test(line);
