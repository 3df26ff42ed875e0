import type { CreateKind } from '@vivarium/contract';
import type { Stat } from '@vivarium/jute';
import type { ReplicaSource } from '../replica/replica.ts';

/** How long a kind is waited for when the replica has not come to the node's creation, ms. */
const CATCH_UP_MS = 1_000;

export interface NodeKind {
  readonly kind: Extract<CreateKind, 'persistent' | 'ephemeral' | 'container' | 'ttl'>;
  readonly ttlMs: number | null;
  /** False where nobody can tell a persistent node from a container or a TTL node. */
  readonly isKnown: boolean;
  /** The owner as it is kept, which marks containers and TTL nodes, or as clients are told it. */
  readonly owner: bigint;
}

/** What of a stat tells the kind. */
export type KindStat = Pick<Stat, 'czxid' | 'ephemeralOwner'>;

/** The kind of the node of this creation. */
export type KindSource = (path: string, stat: KindStat) => Promise<NodeKind>;

/**
 * The kind of a znode as clients are told it. ZooKeeper shows containers and TTL nodes with the owner of a persistent
 * one, so over the client protocol they cannot be told apart from it.
 */
export function nodeKind(owner: bigint): NodeKind {
  const isOwned = owner !== 0n;
  return { kind: isOwned ? 'ephemeral' : 'persistent', ttlMs: null, isKnown: isOwned, owner };
}

/** Kinds as a replica keeps them; where there is none, as clients are told them. */
export function kindsOf(replica: ReplicaSource): KindSource {
  return async (path, { czxid, ephemeralOwner }) => {
    const told = nodeKind(ephemeralOwner);
    const source = replica();
    if (told.isKnown || source === null) return told;
    // What was made a moment ago may be on its way here.
    if (source.zxid < czxid) await source.reaches(czxid, CATCH_UP_MS);
    const found = source.kindOf(path, czxid);
    return found === null ? told : { ...found, isKnown: true };
  };
}
