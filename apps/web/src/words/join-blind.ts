import type { BlindSpot } from '@vivarium/contract';

/** Words that the same members did not answer, for one sentence. */
export interface JoinedBlind {
  readonly words: readonly string[];
  readonly ids: readonly number[];
  readonly cause: string;
  /** One line for zoo.cfg that allows them all: of two such lines only the last would count. */
  readonly line: string | null;
}

/** Members that lack the same word share a line; words that lack at the same members share one line of zoo.cfg. */
export function joinBlind(blind: readonly BlindSpot[]): JoinedBlind[] {
  const byWord = new Map<string, { word: string; cause: string; line: string | null; ids: number[] }>();
  for (const { member, word, cause, line } of blind) {
    const key = `${word} ${line ?? cause}`;
    const known = byWord.get(key);
    if (known === undefined) byWord.set(key, { word, cause, line, ids: [member] });
    else if (!known.ids.includes(member)) known.ids.push(member);
  }
  const joined = new Map<string, JoinedBlind>();
  for (const { word, cause, line, ids } of byWord.values()) {
    const key = line === null ? `${ids.join(',')} ${cause}` : ids.join(',');
    const known = joined.get(key);
    if (known === undefined) joined.set(key, { words: [word], ids, cause, line });
    else {
      const lines = line === null ? null : mergeLines(known.line, line);
      joined.set(key, { ...known, words: [...known.words, word], line: lines });
    }
  }
  return [...joined.values()];
}

const NAME = '4lw.commands.whitelist=';

function mergeLines(one: string | null, other: string | null): string {
  const words = [one, other].flatMap((line) => (line ?? '').slice(NAME.length).split(', '));
  return `${NAME}${[...new Set(words)].join(', ')}`;
}
