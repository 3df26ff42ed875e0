import { ZooKeeperError } from '@vivarium/client';
import {
  type AuthId,
  BytePattern,
  type DataTree,
  NO_NODE,
  type NodeId,
  ownerKind,
  ttlMsOf,
} from '@vivarium/engine';
import { ErrorCode, type SessionId, type Stat } from '@vivarium/jute';
import { ChildLists, type ChildrenAsked } from './child-lists.ts';
import { type WalkedNode, walkTree } from './replica-walk.ts';
import { isOnOpenWay, isReadable, Sight } from './sight.ts';
import { inSlices } from './slices.ts';
import type { TreeReplica } from './tree-replica.ts';

const EXCERPT_BEFORE_BYTES = 32;
const EXCERPT_BYTES = 160;
/** A subtree up to this size is counted at once, and exactly. */
const COUNTED_AT_ONCE = 20_000;
/** Of the root, which has no name. */
const ROOT: NodeId = 0;

export interface TextSearch {
  readonly text: string;
  readonly where: 'names' | 'data' | 'both';
  readonly under: string;
  readonly isCaseSensitive: boolean;
  readonly limit: number;
}

export interface TextHit {
  readonly path: string;
  readonly where: 'name' | 'data';
  /** Of the node's data in all. */
  readonly bytes: number;
  readonly offset: number;
  readonly excerpt: Uint8Array;
  readonly excerptOffset: number;
}

/** What a znode was made as. Clients are told of containers and TTL nodes as of persistent ones. */
export interface TrueKind {
  readonly kind: 'persistent' | 'ephemeral' | 'container' | 'ttl';
  readonly ttlMs: number | null;
  /** The owner as it is kept: a session, or the marks of the other two. */
  readonly owner: bigint;
}

interface Tally {
  nodes: number;
  ephemerals: number;
  dataBytes: number;
  nameBytes: number;
  closed: number;
}

/**
 * Reads of a replica for one identity: what it could find over a connection by listing and reading, and no more. Long
 * ones let others run in between; what changes meanwhile may or may not be in the answer.
 */
export class ReplicaReader {
  private readonly replica: TreeReplica;
  private readonly ids: () => readonly AuthId[];
  private readonly lists = new ChildLists();

  constructor(replica: TreeReplica, ids: () => readonly AuthId[]) {
    this.replica = replica;
    this.ids = ids;
  }

  get zxid(): number {
    return this.replica.zxid;
  }

  get nodeCount(): number {
    return this.tree.nodeCount;
  }

  /** Throws ZooKeeperError: NONODE, NOAUTH. */
  children(path: string, asked: ChildrenAsked) {
    const { tree } = this;
    const node = this.readableAt(path);
    const names = this.lists.page(tree, path, node, asked);
    const prefix = path === '/' ? '/' : `${path}/`;
    const rows: { name: string; stat: Stat | null }[] = [];
    for (const name of names.rows) {
      const child = tree.find(prefix + name);
      if (child === NO_NODE) continue;
      rows.push({ name, stat: isReadable(tree, child, this.ids()) ? wholeStat(tree, child) : null });
    }
    return { stat: wholeStat(tree, node), total: tree.numChildren(node), rows, more: names.more };
  }

  /** Throws ZooKeeperError as `children`. */
  async subtreeSize(path: string, signal?: AbortSignal) {
    const top = this.readableAt(path);
    const { tree } = this;
    const sight = new Sight(tree, top, this.ids());
    const tally: Tally = { nodes: 0, ephemerals: 0, dataBytes: 0, nameBytes: 0, closed: 0 };
    let left = COUNTED_AT_ONCE;
    let node = top;
    for (; node !== NO_NODE && left > 0; node = tree.nextBelow(node, top), left--)
      count(tree, node, sight, tally);
    if (node === NO_NODE) return { ...tally, isBlurred: false };
    const from = this.replica.zxid;
    for (const key of Object.keys(tally) as (keyof Tally)[]) tally[key] = 0;
    const isWhole = await inSlices(
      () => tree.slotLimit,
      (slot) => {
        if (tree.isLive(slot)) count(tree, slot, sight, tally);
        return true;
      },
      signal,
    );
    return { ...tally, isBlurred: !isWhole || from !== this.replica.zxid };
  }

  async search(
    wanted: TextSearch,
    onHit: (hit: TextHit) => void,
    signal?: AbortSignal,
    onProgress: (done: number) => void = () => {},
  ) {
    const top = this.readableAt(wanted.under);
    const { tree } = this;
    const sight = new Sight(tree, top, this.ids());
    const pattern = new BytePattern(wanted.text, wanted.isCaseSensitive);
    const isInNames = wanted.where !== 'data';
    const isInData = wanted.where !== 'names';
    let searched = 0;
    let hits = 0;
    const look = (node: NodeId): boolean => {
      if (!tree.isLive(node) || !sight.sees(node)) return true;
      searched += 1;
      const inName = isInNames && node !== ROOT && tree.findInName(node, pattern) >= 0;
      const inData = isInData ? tree.findInData(node, pattern) : -1;
      if ((!inName && inData < 0) || !sight.confirms(node)) return true;
      if (inName) {
        hits += 1;
        onHit(nameHit(tree, node));
      }
      if (inData >= 0 && hits < wanted.limit && sight.isReadable(node)) {
        hits += 1;
        onHit(dataHit(tree, node, inData));
      }
      return hits < wanted.limit;
    };
    let toldAtMs = performance.now();
    const isWhole = await inSlices(
      () => tree.slotLimit,
      look,
      signal,
      (at) => {
        if (performance.now() - toldAtMs < 100) return;
        toldAtMs = performance.now();
        onProgress(at / tree.slotLimit);
      },
    );
    return { searched, hits, isCutShort: !isWhole, zxid: this.replica.zxid };
  }

  async biggest(path: string, most: number, signal?: AbortSignal) {
    const top = this.readableAt(path);
    const { tree } = this;
    const sight = new Sight(tree, top, this.ids());
    const found: { readonly path: string; readonly dataBytes: number }[] = [];
    await inSlices(
      () => tree.slotLimit,
      (node) => {
        if (!tree.isLive(node)) return true;
        const dataBytes = tree.dataLength(node);
        const least = found.at(-1)?.dataBytes ?? -1;
        if ((found.length >= most && dataBytes <= least) || !sight.confirms(node) || !sight.isReadable(node))
          return true;
        const at = found.findIndex((each) => each.dataBytes < dataBytes);
        found.splice(at < 0 ? found.length : at, 0, { path: tree.path(node), dataBytes });
        if (found.length > most) found.pop();
        return true;
      },
      signal,
    );
    return found;
  }

  /**
   * What the node of this creation was made as; null when it is not here, or could not be found by listing. A node's
   * kind never changes, so this answer is right however old the replica is.
   */
  kindOf(path: string, czxid: number): TrueKind | null {
    const { tree } = this;
    const node = tree.find(path);
    if (node === NO_NODE || tree.stat(node).czxid !== czxid) return null;
    if (!isOnOpenWay(tree, node, this.ids())) return null;
    const owner = tree.ephemeralOwner(node);
    const kind = ownerKind(owner);
    if (kind === 'container') return { kind, ttlMs: null, owner };
    if (kind === 'ttl') return { kind, ttlMs: ttlMsOf(owner), owner };
    return { kind: kind === 'none' ? 'persistent' : 'ephemeral', ttlMs: null, owner };
  }

  /**
   * A subtree in chunks, parents before children, those of one parent by name. What changes meanwhile may or may not be
   * in it. Throws NONODE, and the signal's reason.
   */
  walk(path: string, wantsData: boolean, signal?: AbortSignal): AsyncGenerator<WalkedNode[]> {
    if (this.tree.find(path) === NO_NODE) throw new ZooKeeperError(ErrorCode.noNode, path);
    return walkTree(() => this.tree, path, { ids: this.ids, wantsData, ...(signal && { signal }) });
  }

  /** Whether the replica has come to this transaction within the time, ms. */
  reaches(zxid: number, withinMs: number): Promise<boolean> {
    return this.replica.reaches(zxid, withinMs);
  }

  get identities(): readonly AuthId[] {
    return this.ids();
  }

  /** Whether a node is there and may be read. */
  isReadableNow(path: string): boolean {
    const node = this.tree.find(path);
    return node !== NO_NODE && isReadable(this.tree, node, this.ids());
  }

  /** Whether a path of a transaction may be shown: nodes above it that are there can be listed. */
  maySee(path: string): boolean {
    const { tree } = this;
    const ids = this.ids();
    for (
      let slash = path.lastIndexOf('/');
      slash >= 0;
      slash = slash === 0 ? -1 : path.lastIndexOf('/', slash - 1)
    ) {
      const above = tree.find(slash === 0 ? '/' : path.slice(0, slash));
      if (above !== NO_NODE && !isReadable(tree, above, ids)) return false;
    }
    return true;
  }

  private get tree(): DataTree {
    return this.replica.tree;
  }

  private readableAt(path: string): NodeId {
    const node = this.tree.find(path);
    if (node === NO_NODE) throw new ZooKeeperError(ErrorCode.noNode, path);
    if (!isReadable(this.tree, node, this.ids())) throw new ZooKeeperError(ErrorCode.noAuth, path);
    return node;
  }
}

function count(tree: DataTree, node: NodeId, sight: Sight, tally: Tally): void {
  if (!sight.sees(node)) return;
  tally.nodes += 1;
  tally.nameBytes += tree.nameLength(node);
  if (!sight.isReadable(node)) {
    tally.closed += 1;
    return;
  }
  tally.dataBytes += tree.dataLength(node);
  if (tree.stat(node).ephemeralOwner !== 0n) tally.ephemerals += 1;
}

/** With the owner as it is kept, which tells containers and TTL nodes from persistent ones. */
function wholeStat(tree: DataTree, node: NodeId): Stat {
  return { ...tree.stat(node), ephemeralOwner: tree.ephemeralOwner(node) as SessionId };
}

function nameHit(tree: DataTree, node: NodeId): TextHit {
  const nothing = { offset: 0, excerpt: new Uint8Array(0), excerptOffset: 0 };
  return { path: tree.path(node), where: 'name', bytes: tree.dataLength(node), ...nothing };
}

function dataHit(tree: DataTree, node: NodeId, offset: number): TextHit {
  const from = Math.max(0, offset - EXCERPT_BEFORE_BYTES);
  const excerpt = tree.data(node)?.slice(from, from + EXCERPT_BYTES) ?? new Uint8Array(0);
  const bytes = tree.dataLength(node);
  return { path: tree.path(node), where: 'data', bytes, offset, excerpt, excerptOffset: offset - from };
}
