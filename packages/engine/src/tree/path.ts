// Path syntax, sequence numbers and the arithmetic of parents. Source: Apache's PathUtils and PrepRequestProcessor.

const SLASH = 0x2f;
const DOT = 0x2e;
const SUFFIX_DIGITS = 10;

/** The range that no path may hold: controls, surrogates, private use, specials. NUL is refused with its own words. */
function isForbidden(unit: number): boolean {
  if (unit <= 0x1f) return true;
  if (unit < 0x7f) return false;
  return unit <= 0x9f || (unit >= 0xd800 && unit <= 0xf8ff) || unit >= 0xfff0;
}

/** Why the component that ends before `end` cannot be a name, or null. */
function checkComponent(path: string, start: number, end: number): string | null {
  const length = end - start;
  if (length === 0) return `empty node name specified @${end}`;
  if (path.charCodeAt(start) !== DOT) return null;
  const relative = length === 1 || (length === 2 && path.charCodeAt(start + 1) === DOT);
  return relative ? `relative paths not allowed @${end - 1}` : null;
}

/**
 * Why `path` cannot name a znode, or null when it can. A path that is to get a sequence number may end in "/":
 * then the number alone is the name.
 */
export function checkPath(path: string, sequential = false): string | null {
  const length = path.length;
  if (length === 0) return sequential ? 'path must start with /' : 'path must not be empty';
  if (path.charCodeAt(0) !== SLASH) return 'path must start with /';
  if (length === 1) return null;
  if (!sequential && path.charCodeAt(length - 1) === SLASH) return 'path must not end with /';
  let start = 1;
  for (let at = 1; at < length; at++) {
    const unit = path.charCodeAt(at);
    if (unit === SLASH) {
      const reason = checkComponent(path, start, at);
      if (reason !== null) return reason;
      start = at + 1;
    } else if (isForbidden(unit)) {
      return unit === 0 ? `null character not allowed @${at}` : `invalid character @${at}`;
    }
  }
  // The suffix makes any last component a name of its own: "/a/." becomes "/a/.0000000000".
  return sequential ? null : checkComponent(path, start, length);
}

/** What create and delete look at before anything else: a slash somewhere and no NUL. Everything finer comes later. */
export function hasParentAndNoNul(path: string): boolean {
  return path.lastIndexOf('/') !== -1 && path.indexOf('\0') === -1;
}

/** The path above: "/" for "/a", and for "/" itself. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** The last component: "b" for "/a/b", "" for "/". */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * What a sequential name ends with: the parent's stored cversion before the create, a signed 32-bit number in
 * at least ten characters, the sign being one of them (Java's "%010d").
 */
export function sequentialSuffix(cversion: number): string {
  if (cversion >= 0) return String(cversion).padStart(SUFFIX_DIGITS, '0');
  return `-${String(-cversion).padStart(SUFFIX_DIGITS - 1, '0')}`;
}
