import { hexOf } from './parse-cons.ts';

/** `wchc`: a session on a line, the paths that it watches behind tabs below it. */
export function parseWchc(text: string): Map<bigint, string[]> {
  const watches = new Map<bigint, string[]>();
  let paths: string[] | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('\t')) {
      paths?.push(line.slice(1));
      continue;
    }
    const session = hexOf(line.trimEnd());
    if (session === null) continue;
    paths = watches.get(session) ?? [];
    watches.set(session, paths);
  }
  return watches;
}

/** `wchs`: `2 connections watching 3 paths`, `Total watches:4`. Null for another text. */
export function parseWchs(text: string): { sessions: number; paths: number; watches: number } | null {
  const match = /^(\d+) connections watching (\d+) paths\s+Total watches:\s*(\d+)/.exec(text);
  if (match === null) return null;
  return { sessions: Number(match[1]), paths: Number(match[2]), watches: Number(match[3]) };
}
