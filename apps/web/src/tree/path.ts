/** The path of the parent; the root is its own. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1);
}

export function joinPath(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}

/** The root, each ancestor, and the path itself, outermost first. */
export function lineageOf(path: string): string[] {
  if (path === '/') return ['/'];
  const lineage = ['/'];
  let slash = path.indexOf('/', 1);
  while (slash !== -1) {
    lineage.push(path.slice(0, slash));
    slash = path.indexOf('/', slash + 1);
  }
  lineage.push(path);
  return lineage;
}

/** Order of names everywhere: by UTF-16 code unit, as the server's pages come. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An URL-encoded name read decoded, or null when it is plain or does not decode. */
export function decodedName(name: string): string | null {
  if (!/%[0-9A-Fa-f]{2}/.test(name)) return null;
  try {
    const decoded = decodeURIComponent(name);
    return decoded === name ? null : decoded;
  } catch {
    return null;
  }
}

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2000-\u200a\u2800\u3164]/gu;

/** Characters that are invisible or turn the writing direction, written out, so that no name can pose. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (hidden) => `\\u{${hidden.codePointAt(0)?.toString(16) ?? ''}}`);
}

/** As `visible`, with the spaces written out that a name begins or ends with. */
export function visibleName(name: string): string {
  return visible(name).replace(/^ +| +$/g, (spaces) => '\\u{20}'.repeat(spaces.length));
}

/** A path cut in its middle: the end matters most, the start tells where. Full text belongs in a title. */
export function shortPath(path: string, charsMax: number): string {
  const chars = [...path];
  if (chars.length <= charsMax) return path;
  const head = Math.floor(charsMax / 3);
  return `${chars.slice(0, head).join('')}…${chars.slice(chars.length - (charsMax - head - 1)).join('')}`;
}
