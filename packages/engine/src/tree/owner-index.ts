import type { NodeId } from './node-id.ts';

/** Owner of a container: the top bit alone. Source: Apache's EphemeralType. */
export const CONTAINER_OWNER = -(2n ** 63n);
export const NO_OWNER = 0n;
/** Longest life of a TTL node, ms: 40 bits. */
export const TTL_MS_MAX = 2 ** 40 - 1;
/** Top byte 0xff, two reserved bytes 0, five bytes of milliseconds. */
const TTL_MARK = -(2n ** 56n);
const TTL_MARK_BITS = 40n;

/** The owner that marks a TTL node. */
export function ttlOwner(ttlMs: number): bigint {
  return TTL_MARK | BigInt(ttlMs);
}

export type OwnerKind = 'none' | 'session' | 'container' | 'ttl';

export function ownerKind(owner: bigint): OwnerKind {
  if (owner === NO_OWNER) return 'none';
  if (owner === CONTAINER_OWNER) return 'container';
  return owner >> TTL_MARK_BITS === TTL_MARK >> TTL_MARK_BITS ? 'ttl' : 'session';
}

/** The life of a node with a TTL owner, ms. */
export function ttlMsOf(owner: bigint): number {
  return Number(owner & BigInt(TTL_MS_MAX));
}

/** Which nodes go with a session, and which the sweep of containers and TTL nodes looks at. */
export class OwnerIndex {
  readonly sessions = new Map<bigint, Set<NodeId>>();
  readonly containers = new Set<NodeId>();
  readonly ttls = new Set<NodeId>();
  ephemeralsCount = 0;

  add(node: NodeId, owner: bigint): void {
    if (owner === NO_OWNER) return;
    const kind = ownerKind(owner);
    if (kind === 'container') this.containers.add(node);
    else if (kind === 'ttl') this.ttls.add(node);
    else {
      let nodes = this.sessions.get(owner);
      if (nodes === undefined) {
        nodes = new Set();
        this.sessions.set(owner, nodes);
      }
      nodes.add(node);
      this.ephemeralsCount++;
    }
  }

  remove(node: NodeId, owner: bigint): void {
    if (owner === NO_OWNER) return;
    const kind = ownerKind(owner);
    if (kind === 'container') this.containers.delete(node);
    else if (kind === 'ttl') this.ttls.delete(node);
    else {
      const nodes = this.sessions.get(owner);
      if (nodes?.delete(node) !== true) return;
      this.ephemeralsCount--;
      if (nodes.size === 0) this.sessions.delete(owner);
    }
  }
}
