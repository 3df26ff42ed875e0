import type { SessionId, Stat, Zxid } from '@vivarium/jute';
import { TraceHash } from '../../run/trace-hash.ts';

const NO_ZXID = 0 as Zxid;
const NOBODY = 0n as SessionId;

/** A znode as a child would write it down. */
export interface ReferenceNode {
  value: string;
  /** The client that alone may touch it, or null. */
  ownedBy: number | null;
  aversion: number;
  readonly isContainer: boolean;
  readonly isTtl: boolean;
  readonly czxid: Zxid;
  readonly ctime: number;
  mzxid: Zxid;
  mtime: number;
  pzxid: Zxid;
  version: number;
  readonly ephemeralOwner: SessionId;
  /** Children made and removed, ever. */
  made: number;
  removed: number;
  readonly children: Set<string>;
}

/** What a transaction did to one znode, as watches see it. */
export interface Change {
  readonly type: 'created' | 'deleted' | 'dataChanged';
  readonly path: string;
  /** The client that alone may hear of it, or null. */
  readonly ownedBy: number | null;
}

/** The znodes, kept as plainly as possible: what the engine does in arrays and arenas is a map here. */
export class ReferenceTree {
  readonly nodes = new Map<string, ReferenceNode>();
  readonly sessions = new Map<SessionId, Set<string>>();
  private changes: Change[] = [];
  private undo: (() => void)[] | null = null;

  constructor() {
    const root = bare();
    // A fresh tree never counted the nodes that it comes with.
    root.removed = -1;
    root.children.add('zookeeper');
    this.nodes.set('', root);
  }

  find(path: string): ReferenceNode | undefined {
    return this.nodes.get(path === '/' ? '' : path);
  }

  /** What happened since this was last asked. */
  takeChanges(): Change[] {
    const { changes } = this;
    this.changes = [];
    return changes;
  }

  /** What follows can be taken back by `rollback`. */
  begin(): void {
    this.undo = [];
  }

  commit(): void {
    this.undo = null;
  }

  rollback(): void {
    for (const each of (this.undo ?? []).reverse()) each();
    this.undo = null;
    this.changes = [];
  }

  add(path: string, node: ReferenceNode, zxid: Zxid): void {
    const parent = this.nodes.get(parentOf(path)) as ReferenceNode;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const { pzxid } = parent;
    this.changes.push({ type: 'created', path, ownedBy: node.ownedBy });
    this.nodes.set(path, node);
    parent.children.add(name);
    parent.made++;
    parent.pzxid = zxid;
    this.sessions.get(node.ephemeralOwner)?.add(path);
    this.undo?.push(() => {
      this.nodes.delete(path);
      parent.children.delete(name);
      parent.made--;
      parent.pzxid = pzxid;
      this.sessions.get(node.ephemeralOwner)?.delete(path);
    });
  }

  remove(path: string, zxid: Zxid): void {
    const node = this.nodes.get(path) as ReferenceNode;
    const parent = this.nodes.get(parentOf(path)) as ReferenceNode;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const { pzxid } = parent;
    this.changes.push({ type: 'deleted', path, ownedBy: node.ownedBy });
    this.nodes.delete(path);
    parent.children.delete(name);
    parent.removed++;
    parent.pzxid = zxid;
    this.sessions.get(node.ephemeralOwner)?.delete(path);
    this.undo?.push(() => {
      this.nodes.set(path, node);
      parent.children.add(name);
      parent.removed--;
      parent.pzxid = pzxid;
      this.sessions.get(node.ephemeralOwner)?.add(path);
    });
  }

  set(path: string, node: ReferenceNode, value: string, zxid: Zxid, timeMs: number): void {
    const before = { value: node.value, version: node.version, mzxid: node.mzxid, mtime: node.mtime };
    this.changes.push({ type: 'dataChanged', path, ownedBy: node.ownedBy });
    node.value = value;
    node.version++;
    node.mzxid = zxid;
    node.mtime = timeMs;
    this.undo?.push(() => Object.assign(node, before));
  }

  /** A hash of everything that a client can see but ACLs; equal to `hashOf` the engine's tree. */
  hash(): string {
    const hash = new TraceHash();
    for (const path of [...this.nodes.keys()].sort()) {
      const node = this.nodes.get(path) as ReferenceNode;
      addNode(hash, path, node.value, statOf(node));
    }
    return hash.hex;
  }
}

export function bare(): ReferenceNode {
  return {
    value: '',
    ownedBy: null,
    aversion: 0,
    isContainer: false,
    isTtl: false,
    czxid: NO_ZXID,
    ctime: 0,
    mzxid: NO_ZXID,
    mtime: 0,
    pzxid: NO_ZXID,
    version: 0,
    ephemeralOwner: NOBODY,
    made: 0,
    removed: 0,
    children: new Set(),
  };
}

/** The root is ''. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

export function statOf(node: ReferenceNode): Stat {
  return {
    czxid: node.czxid,
    mzxid: node.mzxid,
    ctime: node.ctime,
    mtime: node.mtime,
    version: node.version,
    cversion: node.made + node.removed,
    aversion: node.aversion,
    ephemeralOwner: node.ephemeralOwner,
    dataLength: node.value.length,
    numChildren: node.children.size,
    pzxid: node.pzxid,
  };
}

const STAT_FIELDS = [
  'czxid',
  'mzxid',
  'ctime',
  'mtime',
  'version',
  'cversion',
  'aversion',
  'dataLength',
  'numChildren',
  'pzxid',
] as const;

/** The fields in which two Stats differ. */
export function statDifference(expected: Stat, found: Stat): string | null {
  const different: string[] = [];
  for (const field of STAT_FIELDS) {
    if (expected[field] !== found[field])
      different.push(`${field} ${found[field]} instead of ${expected[field]}`);
  }
  if (expected.ephemeralOwner !== found.ephemeralOwner) {
    different.push(`ephemeralOwner ${found.ephemeralOwner} instead of ${expected.ephemeralOwner}`);
  }
  return different.length === 0 ? null : different.join(', ');
}

export function addNode(hash: TraceHash, path: string, value: string, stat: Stat): void {
  hash.addText(path);
  hash.addText(value);
  for (const field of STAT_FIELDS) addNumber(hash, stat[field]);
  addNumber(hash, Number(BigInt.asIntN(48, stat.ephemeralOwner)));
}

function addNumber(hash: TraceHash, value: number): void {
  hash.add(value | 0);
  hash.add(Math.floor(value / 0x100000000) | 0);
}
