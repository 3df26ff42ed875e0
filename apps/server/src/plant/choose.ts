import { PLANT_SIBLINGS_MAX } from '@vivarium/contract';
import type { Recency } from './recency.ts';

const COUNTER_MAX = 2_147_483_647;

/**
 * The counter that ZooKeeper adds to a sequential node's name (`%010d`, 32 bits): after it has run over, a sign takes
 * the place of a digit, or stands before ten of them.
 */
function counterOf(name: string): { readonly line: string; readonly counter: number } | null {
  const digits = /\d{10}$/.exec(name)?.[0] ?? /-\d{9}$/.exec(name)?.[0];
  if (digits === undefined) return null;
  const counter = Number(digits);
  if (counter <= COUNTER_MAX) return { line: name.slice(0, -digits.length), counter };
  return { line: name.slice(0, -digits.length - 1), counter: -counter };
}

/**
 * Which of a node's children are drawn, in the order of their names: those that changed last (or below which something
 * did), then the first by name. `/zookeeper` gives way to everybody.
 */
export function chooseChildren(
  parent: string,
  names: readonly string[],
  recency: Recency,
  alive: ReadonlySet<string>,
): string[] {
  if (names.length <= PLANT_SIBLINGS_MAX) return [...names].sort();
  const prefix = parent === '/' ? '/' : `${parent}/`;
  const rank = (name: string): number => {
    const path = prefix + name;
    if (path === '/zookeeper') return -2;
    return Math.max(recency.at(path) ?? -1, alive.has(path) ? 0 : -1);
  };
  const ranked = names.map((name) => ({ name, rank: rank(name) }));
  ranked.sort((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1));
  return ranked
    .slice(0, PLANT_SIBLINGS_MAX)
    .map(({ name }) => name)
    .sort();
}

/**
 * The first in each line of ephemeral sequential siblings: with names like Curator's and the textbook's it is the one
 * that holds the lock or leads. A name's beginning that differs by a client's own id (`_c_<uuid>-`) is the same line.
 */
export function holders(siblings: readonly string[]): Set<string> {
  const first = new Map<string, { name: string; counter: number }>();
  for (const name of siblings) {
    const found = counterOf(name);
    if (found === null) continue;
    const { counter } = found;
    const line = found.line.replace(/^_c_[0-9a-f-]{36}-/, '');
    const known = first.get(line);
    if (known === undefined || Number(counter) < known.counter)
      first.set(line, { name, counter: Number(counter) });
  }
  return new Set([...first.values()].map(({ name }) => name));
}
