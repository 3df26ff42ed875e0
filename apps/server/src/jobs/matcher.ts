import type { SearchBody } from '@vivarium/contract';

/** Where a text matches; null where it does not. */
export type Matcher = (text: string) => number | null;

/**
 * Substring or glob. No regular expression: one of those can take longer than the universe has. A glob is cut at its
 * stars, and each piece is looked for behind the one before it, so every character is looked at a bounded number of times.
 */
export function matcherOf({ query, as, matchCase }: Pick<SearchBody, 'query' | 'as' | 'matchCase'>): Matcher {
  const fold = matchCase ? (text: string) => text : (text: string) => text.toLowerCase();
  const wanted = fold(query);
  if (as === 'text') {
    return (text) => {
      const at = fold(text).indexOf(wanted);
      return at < 0 ? null : at;
    };
  }
  const pieces = wanted.split('*').map((piece) => [...piece]);
  return (text) => (isGlobMatch(pieces, [...fold(text)]) ? 0 : null);
}

function isGlobMatch(pieces: readonly (readonly string[])[], text: readonly string[]): boolean {
  const first = pieces[0] ?? [];
  const last = pieces.at(-1) ?? [];
  if (!fitsAt(first, text, 0)) return false;
  if (pieces.length === 1) return first.length === text.length;
  const end = text.length - last.length;
  if (end < first.length || !fitsAt(last, text, end)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    while (at + piece.length <= end && !fitsAt(piece, text, at)) at += 1;
    if (at + piece.length > end) return false;
    at += piece.length;
  }
  return true;
}

function fitsAt(piece: readonly string[], text: readonly string[], at: number): boolean {
  if (at + piece.length > text.length) return false;
  return piece.every((char, index) => char === '?' || char === text[at + index]);
}
