import { ErrorCode } from '@vivarium/jute';
import { ZooKeeperError } from './zookeeper-error.ts';

const SLASH = 0x2f;
const DOT = 0x2e;
const LEAST_INT = -(2 ** 31);
const GREATEST_INT = 2 ** 31 - 1;

/** Controls, surrogates, private use, specials: what no name may hold. Source: Apache's PathUtils. */
function isForbidden(unit: number): boolean {
  return (
    unit <= 0x1f || (unit >= 0x7f && unit <= 0x9f) || (unit >= 0xd800 && unit <= 0xf8ff) || unit >= 0xfff0
  );
}

/**
 * Why `path` names no znode, with what to write instead; null when it can. A sequential node's path may end in "/":
 * then the number alone is the name.
 */
export function pathFault(path: unknown, sequential = false): string | null {
  if (typeof path !== 'string') return 'A path is text such as "/a/b".';
  if (path.charCodeAt(0) !== SLASH) return 'A path starts with "/". Write it from the root, such as "/a/b".';
  const { length } = path;
  if (length === 1) return null;
  let start = 1;
  for (let at = 1; at <= length; at++) {
    const unit = at === length ? SLASH : path.charCodeAt(at);
    if (unit === SLASH) {
      const fault = at === length && sequential ? null : nameFault(path, start, at);
      if (fault !== null) return fault;
      start = at + 1;
    } else if (isForbidden(unit)) {
      const code = unit.toString(16).toUpperCase().padStart(4, '0');
      return `The character U+${code} at ${at} is not allowed in a path. Leave it out.`;
    }
  }
  return null;
}

function nameFault(path: string, start: number, end: number): string | null {
  const length = end - start;
  if (length === 0) {
    return end === path.length
      ? 'A path does not end with "/". Leave the last one out.'
      : `There is an empty name at ${end}. Write one "/" between names.`;
  }
  if (length > 2 || path.charCodeAt(start) !== DOT) return null;
  if (length === 2 && path.charCodeAt(start + 1) !== DOT) return null;
  return '"." and ".." are not names here. Write the path from the root.';
}

/** Why `version` is none, or null. */
export function versionFault(version: number): string | null {
  const fits = Number.isInteger(version) && version >= LEAST_INT && version <= GREATEST_INT;
  return fits ? null : `${version} is no version. Give a whole number, or -1 for any.`;
}

/** A request that is wrong by itself, refused before it is sent. */
export function badArguments(path: unknown, words: string): ZooKeeperError {
  return new ZooKeeperError(ErrorCode.badArguments, typeof path === 'string' ? path : null, false, words);
}
