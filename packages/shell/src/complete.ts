import { type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import { COMMAND_LIST, COMMANDS } from './command-table.ts';
import { joinPath } from './line.ts';
import { byUnits } from './visit.ts';
import { quoteWord, splitWords } from './words.ts';

/** Nobody reads more; the rest is found by typing on. */
export const COMPLETIONS_MAX = 200;
/** Who presses Tab does not wait longer. */
const DEADLINE_MS = 3_000;

export interface Completions {
  /** Where the word that is completed begins in the line. */
  readonly start: number;
  /** Words that may stand there, sorted; at most COMPLETIONS_MAX. */
  readonly words: readonly string[];
  /** How many there are in all. */
  readonly total: number;
}

/**
 * How the text before the cursor may go on: a command, one of its options, or the path of a znode that is there.
 * What cannot be read completes to nothing.
 */
export async function complete(zk: ZooKeeper, text: string): Promise<Completions> {
  const start = startOfLastWord(text);
  const word = text.slice(start);
  const [command] = splitWords(text.slice(0, start));
  if (command === undefined) {
    return found(
      start,
      COMMAND_LIST.map(({ name }) => name).filter((name) => name.startsWith(word)),
    );
  }
  if (word.startsWith('-')) {
    const letters = COMMANDS.get(command)?.syntax.options.map(({ letter }) => `-${letter}`) ?? [];
    return found(
      start,
      letters.filter((letter) => letter.startsWith(word)),
    );
  }
  return found(start, await paths(zk, word));
}

/** A quote that is still open holds its word together. */
function startOfLastWord(text: string): number {
  let start = 0;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (quote !== null) {
      if (char === quote) quote = null;
    } else if (' \t\n\v\f\r'.includes(char)) {
      start = at + 1;
    } else if (at === start && (char === '"' || char === "'")) {
      quote = char;
    }
  }
  return start;
}

async function paths(zk: ZooKeeper, word: string): Promise<string[]> {
  const path = word.replace(/^["']/, '');
  if (!path.startsWith('/')) return path === '' ? ['/'] : [];
  const slash = path.lastIndexOf('/');
  const parent = slash === 0 ? '/' : path.slice(0, slash);
  const prefix = path.slice(slash + 1);
  try {
    const { children } = await zk.getChildren(parent, { deadlineMs: DEADLINE_MS });
    return children
      .filter((name) => name.startsWith(prefix))
      .map((name) => quoteWord(joinPath(parent, name)))
      .filter((quoted) => quoted !== null);
  } catch (error) {
    if (error instanceof ZooKeeperError) return [];
    throw error;
  }
}

function found(start: number, words: readonly string[]): Completions {
  const sorted = [...words].sort(byUnits);
  return { start, words: sorted.slice(0, COMPLETIONS_MAX), total: sorted.length };
}

/** What all words have in common, from their first character on: Tab writes it. */
export function commonStart(words: readonly string[]): string {
  const [first = ''] = words;
  let length = first.length;
  for (const word of words) {
    while (!word.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}
