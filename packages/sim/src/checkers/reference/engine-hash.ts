import type { DataTree } from '@vivarium/engine';
import { TraceHash } from '../../run/trace-hash.ts';
import { addNode } from './reference-tree.ts';

const decoder = new TextDecoder();

/** The hash of a member's tree over the nodes that clients made, and the root. */
export function hashOf(tree: DataTree): string {
  const root = tree.find('/');
  const paths: [string, number][] = [];
  for (const node of tree.subtree(root)) {
    const path = node === root ? '' : tree.path(node);
    if (path !== '/zookeeper' && !path.startsWith('/zookeeper/')) paths.push([path, node]);
  }
  paths.sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = new TraceHash();
  for (const [path, node] of paths) {
    addNode(hash, path, decoder.decode(tree.data(node) ?? new Uint8Array(0)), tree.stat(node));
  }
  return hash.hex;
}
