import { parentOf } from '../../tree/path.ts';
import type { Placed } from './plant-layout.ts';

/** Where an arrow leads from a node: up to its first child, down to its parent, aside to its neighbour; null for nowhere. */
export function nextInPlant(placed: readonly Placed[], from: string, key: string): string | null {
  const children = (path: string): Placed[] =>
    placed.filter(({ node }) => node.path !== '/' && parentOf(node.path) === path).sort((a, b) => a.x - b.x);
  if (key === 'ArrowDown') return from === '/' ? null : parentOf(from);
  if (key === 'ArrowUp') return children(from)[0]?.node.path ?? null;
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  if (step === 0 || from === '/') return null;
  const siblings = children(parentOf(from));
  const at = siblings.findIndex(({ node }) => node.path === from);
  return siblings[at + step]?.node.path ?? null;
}
