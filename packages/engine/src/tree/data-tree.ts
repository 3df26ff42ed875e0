import { type Acl, ByteWriter, ErrorCode, STAT_BYTES, ZERO_ZXID, type Zxid } from '@vivarium/jute';
import { EMPTY_REF } from './byte-arena.ts';
import { NO_NODE, type NodeId } from './node-id.ts';
import { NodeStore, ROOT } from './node-store.ts';
import { Column, NONE, StatField } from './node-table.ts';
import { countedStats, movedStats, QUOTA_PATH, QuotaIndex, quotaNode, statsPath } from './quota.ts';
import type { TreeHook, TreeListener } from './tree-listener.ts';

export { NO_NODE, type NodeId } from './node-id.ts';

/** A node, or the negative ErrorCode that says why there is none. */
export type NodeOrError = number;

const CONFIG_PATH = '/zookeeper/config';
const READ_ONLY_ACL: readonly Acl[] = [{ perms: 1, scheme: 'world', id: 'anyone' }];
const SLASH = 0x2f;

/**
 * The znodes of one member. Changes are those that a committed txn asks for: nothing is checked but what a replay
 * over a snapshot needs. Source: Apache's DataTree.
 */
export class DataTree extends NodeStore {
  lastProcessedZxid: Zxid = ZERO_ZXID;
  /** The Stats of the multi that is being applied. */
  readonly multiStats = new ByteWriter(STAT_BYTES);
  private quotas = new QuotaIndex();
  /** Below which the last node of a snapshot was added. */
  private lastParent: NodeId = NO_NODE;
  private hooks: readonly TreeHook[] = [];

  /** A fresh tree. `hashSeed` (any i32) should be unpredictable to clients: it keeps names from being made to collide. */
  constructor(hashSeed = 0) {
    super(hashSeed);
    this.addInitialNodes();
  }

  /** As Apache counts: the root's two names are two. */
  get nodeCount(): number {
    return this.table.live + 1;
  }

  get ephemeralsCount(): number {
    return this.ownerIndex.ephemeralsCount;
  }

  /** Bytes of all data and UTF-16 units of all paths, "/" included. Source: Apache's DataTree. */
  get approximateDataSize(): number {
    return this.sizeBytes;
  }

  /** Bytes of memory reserved for names and data, for whoever watches the member's size. */
  get reservedBytes(): number {
    return this.names.arena.reservedBytes + this.values.reservedBytes;
  }

  /** All znodes below, without the node itself; for "/" as Apache counts (all nodes minus its two names). */
  countDescendants(node: NodeId): number {
    if (node === ROOT) return this.nodeCount - 2;
    let count = 0;
    for (let at = this.nextBelow(node, node); at !== NO_NODE; at = this.nextBelow(at, node)) count++;
    return count;
  }

  /** The node and all below it, parents first. The tree may not change meanwhile. */
  *subtree(top: NodeId): Generator<NodeId> {
    for (let node = top; node !== NO_NODE; node = this.nextBelow(node, top)) yield node;
  }

  /** What follows `node` in the subtree of `top`, parents first; NO_NODE behind the last. */
  nextBelow(node: NodeId, top: NodeId): NodeId {
    const child = this.firstChild(node);
    if (child !== NONE) return child;
    for (let at = node; at !== top; at = this.parent(at)) {
      const next = this.nextSibling(at);
      if (next !== NONE) return next;
    }
    return NO_NODE;
  }

  ephemeralsOf(owner: bigint): string[] {
    const paths: string[] = [];
    for (const node of this.ownerIndex.sessions.get(owner) ?? []) paths.push(this.path(node));
    return paths;
  }

  /** Sessions that own ephemerals. */
  owners(): IterableIterator<bigint> {
    return this.ownerIndex.sessions.keys();
  }

  /** Container and TTL nodes, for the sweep. */
  *containers(): IterableIterator<string> {
    for (const node of this.ownerIndex.containers) yield this.path(node);
  }

  *ttls(): IterableIterator<string> {
    for (const node of this.ownerIndex.ttls) yield this.path(node);
  }

  /** The deepest subtree with a quota that holds the path, or null. */
  deepestQuota(path: string): string | null {
    return this.quotas.deepest(path);
  }

  /** `hook` hears of every change until it is removed. */
  addHook(hook: TreeHook): void {
    this.hooks = [...this.hooks, hook];
  }

  removeHook(hook: TreeHook): void {
    this.hooks = this.hooks.filter((each) => each !== hook);
  }

  /** Slots in use are below this; see `isLive`. */
  get slotLimit(): number {
    return this.table.limit;
  }

  isLive(node: NodeId): boolean {
    return this.table.isLive(node);
  }

  /**
   * Adds a znode. A `parentCversion` of -1 means "one more"; the parent's cversion and pzxid only ever rise.
   * NodeExists comes up in replay alone: the node's ACL and the parent's cversion and pzxid then follow the txn.
   */
  create(
    path: string,
    data: Uint8Array | null,
    acl: readonly Acl[],
    ephemeralOwner: bigint,
    parentCversion: number,
    zxid: Zxid,
    timeMs: number,
  ): NodeOrError {
    const bytes = this.scratchBytesOf(path);
    const end = this.scratchLength;
    const slash = bytes.lastIndexOf(SLASH, end - 1);
    const parent = slash < 0 ? NO_NODE : this.findBytes(bytes, 0, slash);
    if (parent === NO_NODE) return ErrorCode.noNode;
    const existing = end === 1 ? ROOT : this.childOf(parent, bytes, slash + 1, end);
    this.raiseCversion(parent, parentCversion, zxid);
    if (existing !== NO_NODE) {
      this.beforeChange(existing);
      this.putAcl(existing, acl);
      return ErrorCode.nodeExists;
    }

    const node = this.insert(parent, bytes, slash + 1, end);
    const table = this.table;
    table.set(node, Column.acl, this.acls.acquire(acl));
    table.setI64(node, StatField.czxid, zxid);
    table.setI64(node, StatField.mzxid, zxid);
    table.setI64(node, StatField.pzxid, zxid);
    table.setI64(node, StatField.ctime, timeMs);
    table.setI64(node, StatField.mtime, timeMs);
    if (ephemeralOwner !== 0n) {
      table.setOwner(node, ephemeralOwner);
      this.ownerIndex.add(node, ephemeralOwner);
    }
    this.putData(node, data);
    for (const hook of this.hooks) hook.created(node);
    this.quotaAfterCreate(path, node);
    return node;
  }

  /**
   * Deletes a znode; the listener hears of it while its slot still answers. When only the parent is there, its pzxid
   * rises all the same: a snapshot of Apache's can be ahead. Children, which no valid log leaves, go silently with it.
   */
  delete(path: string, zxid: Zxid, listener: TreeListener): ErrorCode {
    const bytes = this.scratchBytesOf(path);
    const end = this.scratchLength;
    const slash = bytes.lastIndexOf(SLASH, end - 1);
    if (slash < 0 || end <= 1) return ErrorCode.noNode;
    const parent = this.findBytes(bytes, 0, slash);
    if (parent === NO_NODE) return ErrorCode.noNode;
    const node = this.childOf(parent, bytes, slash + 1, end);
    if (zxid > this.pzxid(parent)) {
      this.beforeChange(parent);
      this.table.setI64(parent, StatField.pzxid, zxid);
    }
    if (node === NO_NODE) return ErrorCode.noNode;
    while (this.firstChild(node) !== NONE) this.removeLeafBelow(node);
    const length = this.dataLength(node);
    this.take(node);
    const quota = quotaNode(path);
    if (quota?.kind === 'limits') this.quotas.remove(quota.prefix);
    this.moveQuota(path, -length, -1);
    listener.deleted(path, slash === 0 ? '/' : path.slice(0, path.lastIndexOf('/')), node, parent);
    this.free(node);
    return ErrorCode.ok;
  }

  /** `found` is where the znode was when somebody last looked. */
  setData(
    path: string,
    data: Uint8Array | null,
    version: number,
    zxid: Zxid,
    timeMs: number,
    found = NO_NODE,
  ): NodeOrError {
    const node = found !== NO_NODE && this.names.isPath(found, path) ? found : this.find(path);
    if (node === NO_NODE) return ErrorCode.noNode;
    this.beforeChange(node);
    const before = this.dataLength(node);
    this.putData(node, data);
    this.table.setI64(node, StatField.mtime, timeMs);
    this.table.setI64(node, StatField.mzxid, zxid);
    this.table.setI32(node, StatField.version, version);
    this.moveQuota(path, this.dataLength(node) - before, 0);
    return node;
  }

  setAcl(path: string, acl: readonly Acl[], aversion: number): NodeOrError {
    const node = this.find(path);
    if (node === NO_NODE) return ErrorCode.noNode;
    this.beforeChange(node);
    this.putAcl(node, acl);
    this.table.setI32(node, StatField.aversion, aversion);
    return node;
  }

  /** Adds /zookeeper/config where an old snapshot lacks it. */
  ensureConfigNode(): void {
    if (this.find(CONFIG_PATH) !== NO_NODE || this.find('/zookeeper') === NO_NODE) return;
    this.addInitialNode(CONFIG_PATH);
    this.setAcl(CONFIG_PATH, READ_ONLY_ACL, -1);
  }

  /**
   * Puts the ensemble's configuration into /zookeeper/config, beside all transactions: each member does so for
   * itself when it joins its leader. `version` is that of the configuration, as a zxid.
   */
  setConfig(text: Uint8Array, version: Zxid, timeMs: number): void {
    this.ensureConfigNode();
    this.setData(CONFIG_PATH, text, -1, version, timeMs);
  }

  /** Appends the ACL map of a snapshot. */
  writeAcls(writer: ByteWriter): void {
    this.acls.write(writer);
  }

  /** Forgets everything, the root too: what follows is a snapshot's nodes, then `finishLoad`. */
  startLoad(): void {
    if (this.hooks.length > 0) throw new Error('a tree under snapshot cannot be loaded anew');
    this.reset();
    this.quotas = new QuotaIndex();
    this.lastProcessedZxid = ZERO_ZXID;
    this.lastParent = NO_NODE;
  }

  /** Enters an ACL list of a snapshot; returns the id that its nodes get. */
  loadAcl(id: number, list: readonly Acl[]): number {
    return this.acls.load(id, list);
  }

  /**
   * Adds a snapshot's node. `path` is bytes[0, end), "" for the root; `persisted` holds StatPersisted at `at`.
   * Returns NoNode when the parent is missing and NodeExists when the path came before.
   */
  loadNode(
    bytes: Uint8Array,
    end: number,
    data: Uint8Array | null,
    aclId: number,
    persisted: Uint8Array,
    at: number,
  ): NodeOrError {
    let node = ROOT;
    if (end === 0) {
      if (this.table.live > 0) return ErrorCode.nodeExists;
      this.addRoot();
    } else {
      const slash = bytes.lastIndexOf(SLASH, end - 1);
      const parent = slash < 0 || slash === end - 1 ? NO_NODE : this.parentToLoad(bytes, slash);
      if (parent === NO_NODE) return ErrorCode.noNode;
      if (this.childOf(parent, bytes, slash + 1, end) !== NO_NODE) return ErrorCode.nodeExists;
      node = this.insert(parent, bytes, slash + 1, end);
    }
    this.acls.addUse(aclId);
    this.table.set(node, Column.acl, aclId);
    this.putData(node, data);
    const stat = this.table.statBytes(node);
    const to = this.table.statOffset(node);
    stat.set(persisted.subarray(at, at + StatField.dataLength), to);
    for (let i = 0; i < 8; i++)
      stat[to + StatField.pzxid + i] = persisted[at + StatField.dataLength + i] as number;
    this.ownerIndex.add(node, this.table.owner(node));
    return node;
  }

  /** Siblings mostly stand together in a snapshot: then the last parent's name is compared, and no path is looked up. */
  private parentToLoad(bytes: Uint8Array, end: number): NodeId {
    if (end > 0 && this.lastParent !== NO_NODE && this.names.matches(this.lastParent, bytes, 0, end))
      return this.lastParent;
    this.lastParent = this.findBytes(bytes, 0, end);
    return this.lastParent;
  }

  /** Registers the quotas, counts their subtrees anew, and drops ACL lists that nobody uses. */
  finishLoad(): void {
    this.acls.dropUnused();
    const quotaTop = this.find(QUOTA_PATH);
    if (quotaTop === NO_NODE) return;
    for (const node of [...this.subtree(quotaTop)]) {
      const quota = quotaNode(this.path(node));
      if (quota?.kind !== 'limits' || this.numChildren(node) > 0) continue;
      this.recount(quota.prefix);
      this.quotas.add(quota.prefix);
    }
  }

  private addInitialNodes(): void {
    this.addRoot();
    this.addInitialNode('/zookeeper');
    this.addInitialNode(QUOTA_PATH);
    this.ensureConfigNode();
  }

  /** As Apache makes them: every field of Stat is zero, the parent's too. */
  private addInitialNode(path: string): void {
    const bytes = this.scratchBytesOf(path);
    const end = this.scratchLength;
    const slash = bytes.lastIndexOf(SLASH, end - 1);
    const node = this.insert(this.findBytes(bytes, 0, slash), bytes, slash + 1, end);
    this.table.set(node, Column.data, EMPTY_REF);
  }

  private beforeChange(node: NodeId): void {
    for (const hook of this.hooks) hook.beforeChange(node);
  }

  private raiseCversion(parent: NodeId, parentCversion: number, zxid: Zxid): void {
    const stored = this.storedCversion(parent);
    const cversion = parentCversion === -1 ? (stored + 1) | 0 : parentCversion;
    if (cversion <= stored) return;
    this.beforeChange(parent);
    this.table.setI32(parent, StatField.cversion, cversion);
    this.table.setI64(parent, StatField.pzxid, zxid);
  }

  private putAcl(node: NodeId, acl: readonly Acl[]): void {
    const id = this.acls.acquire(acl);
    this.acls.release(this.table.get(node, Column.acl));
    this.table.set(node, Column.acl, id);
  }

  /** Takes a childless node out of everything but its slot. */
  private take(node: NodeId): void {
    this.beforeChange(node);
    this.ownerIndex.remove(node, this.table.owner(node));
    this.unlink(node);
  }

  private removeLeafBelow(top: NodeId): void {
    let leaf = this.firstChild(top);
    while (this.firstChild(leaf) !== NONE) leaf = this.firstChild(leaf);
    const quota = quotaNode(this.path(leaf));
    if (quota?.kind === 'limits') this.quotas.remove(quota.prefix);
    this.take(leaf);
    this.free(leaf);
  }

  private quotaAfterCreate(path: string, node: NodeId): void {
    const quota = quotaNode(path);
    if (quota?.kind === 'limits') this.quotas.add(quota.prefix);
    if (quota?.kind === 'stats') this.recount(quota.prefix);
    this.moveQuota(path, this.dataLength(node), 1);
  }

  /** Sets the stats of a quota from its subtree. Stat stays as it is: no txn said so. */
  private recount(prefix: string): void {
    const stats = this.find(statsPath(prefix));
    if (stats !== NO_NODE) this.putStats(stats, countedStats(this, this.find(prefix)));
  }

  private moveQuota(path: string, bytesDiff: number, countDiff: number): void {
    if (this.quotas.isEmpty) return;
    const prefix = this.quotas.deepest(path);
    if (prefix === null) return;
    const stats = this.find(statsPath(prefix));
    if (stats !== NO_NODE) this.putStats(stats, movedStats(this.data(stats), bytesDiff, countDiff));
  }

  private putStats(stats: NodeId, text: Uint8Array): void {
    this.beforeChange(stats);
    this.putData(stats, text);
  }
}
