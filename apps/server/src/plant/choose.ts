import { PLANT_SIBLINGS_MAX } from '@vivarium/contract';
import { type LineName, lineName } from '../recipes/line-name.ts';
import type { Recency } from './recency.ts';

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
 * that holds the lock or leads.
 */
export function holders(siblings: readonly string[]): Set<string> {
  const first = new Map<string, LineName>();
  for (const name of siblings) {
    const found = lineName(name);
    if (found === null) continue;
    const known = first.get(found.prefix);
    if (known === undefined || found.number < known.number) first.set(found.prefix, found);
  }
  return new Set([...first.values()].map(({ name }) => name));
}
