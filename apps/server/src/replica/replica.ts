import type { Stat } from '@vivarium/jute';

/** How the children of a znode are ordered; names by UTF-16 code units, times with the name as the second key. */
export type ChildOrder = 'name' | 'ctime' | 'mtime';

export interface ChildrenWanted {
  /** The last name of the page before; null for the first page. A name that has gone meanwhile is no error. */
  readonly after: string | null;
  /** Most rows of the page, at least 1. */
  readonly limit: number;
  readonly order: ChildOrder;
  readonly isDescending: boolean;
}

export interface ReplicaChild {
  readonly name: string;
  /** Null when the connection's identity may not read the node. */
  readonly stat: Stat | null;
}

export interface ReplicaChildren {
  readonly stat: Stat;
  /** Children in all. */
  readonly total: number;
  readonly rows: readonly ReplicaChild[];
  readonly more: boolean;
}

/** What stands below a path, the node itself included, as far as the connection's identity can list it. */
export interface SubtreeSize {
  readonly nodes: number;
  readonly ephemerals: number;
  readonly dataBytes: number;
  /** UTF-8 bytes of the last component of each path. */
  readonly nameBytes: number;
  /** Nodes whose children the identity may not list: what is below them is not counted. */
  readonly closed: number;
  /** The tree changed while it was counted: the figures are of no single zxid. */
  readonly isBlurred: boolean;
}

export interface SearchWanted {
  /** At least one character. ASCII letters match in either case unless `isCaseSensitive`. */
  readonly text: string;
  readonly where: 'names' | 'data' | 'both';
  /** Only this node and what is below it. */
  readonly under: string;
  readonly isCaseSensitive: boolean;
  /** The search ends at so many hits; a node whose name and data both match has two. */
  readonly limit: number;
}

export interface SearchHit {
  readonly path: string;
  readonly where: 'name' | 'data';
  /** Of the node's data in all. */
  readonly bytes: number;
  /** Byte offset of the first match in the data; 0 for a name. */
  readonly offset: number;
  /** Bytes of the data around the match; empty for a name. */
  readonly excerpt: Uint8Array;
  /** Where in `excerpt` the match begins. */
  readonly excerptOffset: number;
}

export interface SearchEnd {
  /** Nodes looked at. */
  readonly searched: number;
  readonly hits: number;
  /** By limit or signal. */
  readonly isCutShort: boolean;
  readonly zxid: number;
}

/** What a znode was made as, which clients are not told. */
export interface TrueKind {
  readonly kind: 'persistent' | 'ephemeral' | 'container' | 'ttl';
  readonly ttlMs: number | null;
  /** The owner as it is kept: a session, or the marks of containers and TTL nodes. */
  readonly owner: bigint;
}

export interface ReplicaNode {
  readonly path: string;
  readonly stat: Stat;
  /** Whether its data may be read and its children listed. */
  readonly isReadable: boolean;
  /** Undefined where it was not asked for or may not be read. */
  readonly data: Uint8Array | null | undefined;
}

/**
 * The tree of the ensemble as the observer tap keeps it in this process: reads of it cost the ensemble nothing. All of
 * them show what the identity of the dashboard's own connection could find by reading, and nothing else. They throw the
 * ZooKeeperError that the connection would get: NONODE, NOAUTH.
 */
export interface Replica {
  /** Of the newest transaction in it. */
  readonly zxid: number;
  /** As `Node count` of `srvr` counts. */
  readonly nodeCount: number;
  children(path: string, wanted: ChildrenWanted): ReplicaChildren;
  subtreeSize(path: string, signal?: AbortSignal): Promise<SubtreeSize>;
  /**
   * Hits come in no particular order, `onProgress` about ten times a second with the share that is done (0 to 1).
   * Never rejects for a signal: what was found by then stands.
   */
  search(
    wanted: SearchWanted,
    onHit: (hit: SearchHit) => void,
    signal?: AbortSignal,
    onProgress?: (done: number) => void,
  ): Promise<SearchEnd>;
  /** Null when this creation of the node is not here, or could not be found by listing. Right however old the replica is. */
  kindOf(path: string, czxid: number): TrueKind | null;
  /** A subtree in chunks, level by level, siblings by name. @throws NONODE, the signal's reason */
  walk(path: string, wantsData: boolean, signal?: AbortSignal): AsyncIterable<readonly ReplicaNode[]>;
  /** Whether it has come to this transaction within the time, ms. */
  reaches(zxid: number, withinMs: number): Promise<boolean>;
  /** The `most` largest of the nodes below `path`, by their own data, largest first. */
  biggest(
    path: string,
    most: number,
    signal?: AbortSignal,
  ): Promise<readonly { path: string; dataBytes: number }[]>;
}

/** The replica of now; null while there is none: then reads go to the client connection. */
export type ReplicaSource = () => Replica | null;

/** A replica that may be behind the ensemble. */
export interface AgedReplica {
  readonly replica: Replica;
  /** When it was in step last, ms by the wall clock: what it shows is no older. */
  readonly inStepAtMs: number;
}

/** What is left to show when no member answers; null where nothing was seen since the start. */
export type LastKnownSource = () => AgedReplica | null;
