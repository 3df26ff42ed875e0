import type { Word } from '@vivarium/contract';

const SEPARATORS: { readonly [W in Word]?: RegExp } = {
  mntr: /\t/,
  conf: /=/,
  envi: /=/,
  srvr: /: /,
  stat: /: /,
  gtmk: /: /,
};

/** Names and values of an answer that is made of them; others have none. */
export function wordPairs(word: Word, text: string): [string, string][] {
  const separator = SEPARATORS[word];
  if (separator === undefined) return [];
  const pairs: [string, string][] = [];
  for (const line of text.split('\n')) {
    const found = separator.exec(line);
    // Lines of connections and titles have no value behind their name.
    if (found === null || line.startsWith(' ')) continue;
    pairs.push([line.slice(0, found.index), line.slice(found.index + found[0].length).trim()]);
  }
  return pairs;
}
