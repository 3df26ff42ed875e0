import type { CreateKind } from '@vivarium/contract';

export interface NodeKind {
  readonly kind: Extract<CreateKind, 'persistent' | 'ephemeral'>;
  readonly ttlMs: null;
}

/**
 * The kind of a znode as clients are told it. ZooKeeper shows containers and TTL nodes with the owner of a persistent
 * one, so over the client protocol they cannot be told apart from it.
 */
export function nodeKind(ephemeralOwner: bigint): NodeKind {
  return { kind: ephemeralOwner === 0n ? 'persistent' : 'ephemeral', ttlMs: null };
}
