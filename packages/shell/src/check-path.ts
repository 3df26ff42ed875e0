import { ShellError } from './shell-error.ts';

/**
 * Refuses what no server would take, in the words of Apache's client.
 * @throws ShellError
 */
export function checkPath(path: string, isSequential = false): void {
  const whole = isSequential ? `${path}1` : path;
  if (whole === '') throw new ShellError('Path length must be > 0');
  if (!whole.startsWith('/')) throw new ShellError('Path must start with / character');
  if (whole === '/') return;
  if (whole.endsWith('/')) throw new ShellError('Path must not end with / character');
  const reason = reasonAgainst(whole);
  if (reason !== null) throw new ShellError(`Invalid path string "${whole}" caused by ${reason}`);
}

/** The first thing that is wrong with a path, and at which UTF-16 unit of it. */
function reasonAgainst(path: string): string | null {
  let start = 1;
  for (let at = 1; at <= path.length; at += 1) {
    if (at === path.length || path[at] === '/') {
      const name = path.slice(start, at);
      if (name === '') return `empty node name specified @${at}`;
      if (name === '.' || name === '..') return `relative paths not allowed @${at - 1}`;
      start = at + 1;
    } else if (path.charCodeAt(at) === 0) {
      return `null character not allowed @${at}`;
    } else if (isForbidden(path.charCodeAt(at))) {
      return `invalid character @${at}`;
    }
  }
  return null;
}

/** Control characters, surrogates and private use, specials: so does Apache, which knows no planes beyond the first. */
function isForbidden(unit: number): boolean {
  return (
    unit <= 0x1f || (unit >= 0x7f && unit <= 0x9f) || (unit >= 0xd800 && unit <= 0xf8ff) || unit >= 0xfff0
  );
}
