import { ByteWriter, crc32 } from '@vivarium/jute';
import type { DataTree } from './data-tree.ts';
import type { NodeId } from './node-id.ts';
import { ROOT } from './node-store.ts';

/** The version that Apache 3.6 to 3.9 write. */
export const DIGEST_VERSION = 2;
const EXCLUDED_PREFIX = '/zookeeper/';

/**
 * The sum of all nodes' digests, modulo 2^64. Source: Apache's DigestCalculator and AdHash, version 2. Walks the
 * whole tree.
 */
export function treeDigest(tree: DataTree): bigint {
  const writer = new ByteWriter();
  // A node's digest has 32 bits, so a number holds the sum of two million; then it is moved over.
  let sum = 0n;
  let part = 0;
  let parts = 0;
  for (const node of tree.subtree(ROOT)) {
    part += nodeDigest(tree, node, writer.reset());
    if (++parts === 1_000_000) {
      sum += BigInt(part);
      part = 0;
      parts = 0;
    }
  }
  return BigInt.asIntN(64, sum + BigInt(part));
}

/** A node's share of the digest; 0 below /zookeeper. */
export function nodeDigest(tree: DataTree, node: NodeId, scratch: ByteWriter): number {
  if (node !== ROOT && tree.path(node).startsWith(EXCLUDED_PREFIX)) return 0;
  const length = tree.writeDigestInput(node, scratch);
  return crc32(scratch.bytes, 0, length);
}
