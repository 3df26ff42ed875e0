import type { Acl, Zxid } from '@vivarium/jute';
import { type DataTree, NO_NODE, type NodeId } from '../tree/data-tree.ts';
import { Fifo } from './fifo.ts';

export const DATA_AS_IN_TREE = -1;
/** Room for more is given back after a large multi. */
const HIDDEN_KEPT = 16;
/** A change that was only looked at has no transaction yet. */
const NOT_PENDING = 0 as Zxid;

/** What a path will be once every transaction proposed so far is applied. */
export class Change {
  readonly path: string;
  /** Where the tree had it, NO_NODE when it is yet to be created. */
  readonly node: NodeId;
  zxid: Zxid;
  exists: boolean;
  version: number;
  aversion: number;
  /** As stored, not as Stat shows it. */
  cversion: number;
  childCount: number;
  /** As stored: session id, or the marks of containers and TTL nodes. */
  owner: bigint;
  acl: readonly Acl[];
  /** Bytes; `DATA_AS_IN_TREE` while no pending transaction changes it. */
  dataLength: number;

  constructor(path: string, node: NodeId, owner: bigint, acl: readonly Acl[], dataLength: number) {
    this.path = path;
    this.node = node;
    this.zxid = NOT_PENDING;
    this.exists = true;
    this.version = 0;
    this.aversion = 0;
    this.cversion = 0;
    this.childCount = 0;
    this.owner = owner;
    this.acl = acl;
    this.dataLength = dataLength;
  }

  /** What may be changed further: a copy when an earlier transaction depends on this one as it is. */
  editable(): Change {
    if (this.zxid === NOT_PENDING) return this;
    const copy = new Change(this.path, this.node, this.owner, this.acl, this.dataLength);
    copy.version = this.version;
    copy.aversion = this.aversion;
    copy.cversion = this.cversion;
    copy.childCount = this.childCount;
    return copy;
  }
}

/**
 * The difference between the tree and what it will be when all proposed transactions are applied. A write is
 * checked against this, so that it need not wait for the ones before it. Source: Apache's outstandingChanges.
 */
export class PendingChanges {
  private readonly tree: DataTree;
  private readonly latest = new Map<string, Change>();
  private readonly queue = new Fifo<Change>();
  /** What each change since `keep` hides, in order. */
  private readonly hidden: (Change | undefined)[] = [];
  /** How many of them count: the array keeps its room from one transaction to the next. */
  private hiddenCount = 0;

  constructor(tree: DataTree) {
    this.tree = tree;
  }

  get size(): number {
    return this.queue.length;
  }

  /** The path as the next transaction will find it: a change to be read, never written. Undefined: no such znode. */
  find(path: string): Change | undefined {
    const pending = this.latest.get(path);
    if (pending !== undefined) return pending.exists ? pending : undefined;
    const { tree } = this;
    const node = tree.find(path);
    // The empty path finds the root as well, but names nothing.
    if (node === NO_NODE || path.length === 0) return undefined;
    const change = new Change(path, node, tree.ephemeralOwner(node), tree.acl(node), DATA_AS_IN_TREE);
    change.version = tree.version(node);
    change.aversion = tree.aversion(node);
    change.cversion = tree.storedCversion(node);
    change.childCount = tree.numChildren(node);
    return change;
  }

  exists(path: string): boolean {
    const pending = this.latest.get(path);
    return pending === undefined ? this.tree.find(path) !== NO_NODE : pending.exists;
  }

  add(change: Change, zxid: Zxid): void {
    change.zxid = zxid;
    this.hidden[this.hiddenCount++] = this.latest.get(change.path);
    this.latest.set(change.path, change);
    this.queue.push(change);
  }

  /** What was added before can no longer be taken back. */
  keep(): void {
    if (this.hiddenCount > HIDDEN_KEPT) this.hidden.length = 0;
    this.hiddenCount = 0;
  }

  /** Takes back everything since `keep`, newest first, so that each path is what it was. */
  rollback(): void {
    while (this.hiddenCount > 0) {
      const hidden = this.hidden[--this.hiddenCount];
      const change = this.queue.pop() as Change;
      if (hidden === undefined) this.latest.delete(change.path);
      else this.latest.set(change.path, hidden);
    }
  }

  /** None of it will come: another member decides from now on. */
  clear(): void {
    this.latest.clear();
    this.queue.clear();
    this.hidden.length = 0;
    this.hiddenCount = 0;
  }

  /** The tree has caught up with this zxid. */
  release(zxid: Zxid): void {
    for (let change = this.queue.peek(); change !== undefined && change.zxid <= zxid; ) {
      this.queue.shift();
      if (this.latest.get(change.path) === change) this.latest.delete(change.path);
      change = this.queue.peek();
    }
  }

  /** The ephemerals that a session will hold: those of the tree, less the pending deletes, plus the pending creates. */
  ephemeralsOf(owner: bigint): string[] {
    const paths = new Set(this.tree.ephemeralsOf(owner));
    for (const change of this.queue) {
      if (!change.exists) paths.delete(change.path);
      else if (change.owner === owner) paths.add(change.path);
    }
    return [...paths];
  }
}
