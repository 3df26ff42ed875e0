/** So many sessions on one path are woken by one change: from here on it is worth a warning. */
export const HERD_SESSIONS = 10;

export interface WatchedPath {
  readonly path: string;
  readonly sessions: readonly string[];
}

/** The most watched first, then by path. */
export function byCrowd(rows: readonly WatchedPath[]): WatchedPath[] {
  return rows.toSorted((a, b) => b.sessions.length - a.sessions.length || (a.path < b.path ? -1 : 1));
}

/** Paths whose change wakes a herd. */
export function herdsOf(rows: readonly WatchedPath[]): WatchedPath[] {
  return byCrowd(rows.filter(({ sessions }) => sessions.length >= HERD_SESSIONS));
}
