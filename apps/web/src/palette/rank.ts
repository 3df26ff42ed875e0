/** How well a text answers what was typed, best first; null for not at all. */
export type Fit = 0 | 1 | 2 | 3;

/**
 * Exact, then prefix, then the beginning of a word, then the letters in their order. It is a contract, not a search
 * engine: the same letters always lead to the same row.
 */
export function fitOf(text: string, typed: string): Fit | null {
  const hay = text.toLowerCase();
  const needle = typed.trim().toLowerCase();
  if (needle === '' || hay === needle) return 0;
  if (hay.startsWith(needle)) return 1;
  if (startsWord(hay, needle)) return 2;
  return hasInOrder(hay, needle) ? 3 : null;
}

/** The items that fit, by fit; of equals those used lately first, then in the order they came. */
export function ranked<T extends { readonly id: string; readonly text: string }>(
  items: readonly T[],
  typed: string,
  recent: readonly string[],
): T[] {
  const lately = new Map(recent.map((id, at) => [id, at]));
  const order = (id: string) => lately.get(id) ?? recent.length;
  return items
    .map((item, at) => ({ item, at, fit: fitOf(item.text, typed) }))
    .filter((each): each is { item: T; at: number; fit: Fit } => each.fit !== null)
    .sort((a, b) => a.fit - b.fit || order(a.item.id) - order(b.item.id) || a.at - b.at)
    .map(({ item }) => item);
}

function startsWord(hay: string, needle: string): boolean {
  for (let at = hay.indexOf(needle); at !== -1; at = hay.indexOf(needle, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(hay.charAt(at - 1))) return true;
  return false;
}

function hasInOrder(hay: string, needle: string): boolean {
  let from = 0;
  for (const letter of needle) {
    const at = hay.indexOf(letter, from);
    if (at === -1) return false;
    from = at + letter.length;
  }
  return true;
}
