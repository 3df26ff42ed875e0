import { type AuthId, type DataTree, NO_NODE } from '@vivarium/engine';
import type { Stat } from '@vivarium/jute';
import { isReadable } from './sight.ts';

/** Znodes looked at before others may run. */
const CHUNK = 256;

/** A znode as somebody comes across it by listing. */
export interface WalkedNode {
  readonly path: string;
  /** As clients are told it. */
  readonly stat: Stat;
  /** Whether its data may be read and its children listed. */
  readonly isReadable: boolean;
  /** Undefined where it was not asked for or may not be read. A copy. */
  readonly data: Uint8Array | null | undefined;
}

export interface WalkOptions {
  readonly ids: () => readonly AuthId[];
  readonly wantsData: boolean;
  readonly signal?: AbortSignal;
}

/**
 * A subtree in chunks, level by level, siblings by name. It goes by paths, not by nodes: what is deleted and what is made
 * while others run then cannot lead it astray, and even a tree that is replaced as a whole is only read on.
 */
export async function* walkTree(
  tree: () => DataTree,
  top: string,
  { ids, wantsData, signal }: WalkOptions,
): AsyncGenerator<WalkedNode[]> {
  let level = [top];
  while (level.length > 0) {
    const next: string[] = [];
    for (let at = 0; at < level.length; at += CHUNK) {
      const found: WalkedNode[] = [];
      for (const path of level.slice(at, at + CHUNK)) {
        const node = look(tree(), path, ids(), wantsData);
        if (node === null) continue;
        found.push(node);
        if (node.isReadable) addChildren(tree(), path, next);
      }
      yield found;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
    level = next;
  }
}

function look(tree: DataTree, path: string, ids: readonly AuthId[], wantsData: boolean): WalkedNode | null {
  const node = tree.find(path);
  if (node === NO_NODE) return null;
  const mayRead = isReadable(tree, node, ids);
  const data = wantsData && mayRead ? tree.data(node) : undefined;
  return { path, stat: tree.stat(node), isReadable: mayRead, data };
}

function addChildren(tree: DataTree, path: string, into: string[]): void {
  const prefix = path === '/' ? '/' : `${path}/`;
  for (const name of tree.children(tree.find(path)).sort()) into.push(prefix + name);
}
