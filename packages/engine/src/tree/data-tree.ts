import type { Acl, ByteWriter, Stat, Zxid } from '@vivarium/jute';

/** A znode's slot in the tree's tables. Valid until the znode is deleted; then it may name another. */
export type NodeId = number;
/** `find` answers this when there is no such znode. */
export const NO_NODE: NodeId = -1;

/** The znodes of one member. */
export interface DataTree {
  lastProcessedZxid: Zxid;
  /** As Apache counts: the root's two names are two. */
  readonly nodeCount: number;
  readonly ephemeralsCount: number;
  /** Bytes of all paths and data. */
  readonly approximateDataSize: number;

  find(path: string): NodeId;
  /** The same for UTF-8 bytes as they stand in a request: no string is made. */
  findBytes(bytes: Uint8Array, start: number, end: number): NodeId;
  path(node: NodeId): string;
  parent(node: NodeId): NodeId;

  /** Appends the 68 bytes of Stat. */
  writeStat(node: NodeId, writer: ByteWriter): void;
  /** Appends the data as a jute buffer (length -1 for null). */
  writeData(node: NodeId, writer: ByteWriter): void;
  /** Appends the names of the children as a vector of strings. */
  writeChildren(node: NodeId, writer: ByteWriter): void;

  stat(node: NodeId): Stat;
  /** A copy. */
  data(node: NodeId): Uint8Array | null;
  children(node: NodeId): string[];
  numChildren(node: NodeId): number;
  version(node: NodeId): number;
  aversion(node: NodeId): number;
  /** As kept, not as Stat shows it. */
  storedCversion(node: NodeId): number;
  /** As kept: session id, or the marks of containers and TTL nodes. */
  ephemeralOwner(node: NodeId): bigint;
  mzxid(node: NodeId): Zxid;
  pzxid(node: NodeId): Zxid;
  mtimeMs(node: NodeId): number;
  acl(node: NodeId): readonly Acl[];
  /** True for world:anyone with all permissions: the common case, which needs no look at any id. */
  aclIsOpen(node: NodeId): boolean;
  /** All znodes below, without the node itself; for "/" as Apache counts (all nodes minus its two names). */
  countDescendants(node: NodeId): number;
  ephemeralsOf(owner: bigint): string[];
  owners(): IterableIterator<bigint>;
  /** Container and TTL nodes, for the sweep. */
  containers(): IterableIterator<string>;
  ttls(): IterableIterator<string>;
}
