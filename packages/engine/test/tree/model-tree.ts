import type { Acl, Stat } from '@vivarium/jute';
import type { DataTree } from '../../src/tree/data-tree.ts';
import { CONTAINER_OWNER, ownerKind } from '../../src/tree/owner-index.ts';

/** A znode as the naive model keeps it. */
export interface ModelNode {
  data: Uint8Array | null;
  acl: readonly Acl[];
  czxid: number;
  mzxid: number;
  pzxid: number;
  ctime: number;
  mtime: number;
  version: number;
  cversion: number;
  aversion: number;
  owner: bigint;
  children: string[];
}

export const OPEN: readonly Acl[] = [{ perms: 31, scheme: 'world', id: 'anyone' }];
const READ_ONLY: readonly Acl[] = [{ perms: 1, scheme: 'world', id: 'anyone' }];

function blank(acl = OPEN): ModelNode {
  return {
    data: new Uint8Array(0),
    acl,
    czxid: 0,
    mzxid: 0,
    pzxid: 0,
    ctime: 0,
    mtime: 0,
    version: 0,
    cversion: 0,
    aversion: 0,
    owner: 0n,
    children: [],
  };
}

/** The tree as one would write it down first: a map from path to node. */
export class ModelTree {
  nodes = new Map<string, ModelNode>();

  constructor() {
    this.nodes.set('/', { ...blank(), children: ['zookeeper'] });
    this.nodes.set('/zookeeper', { ...blank(), children: ['quota', 'config'] });
    this.nodes.set('/zookeeper/quota', blank());
    this.nodes.set('/zookeeper/config', { ...blank(READ_ONLY), aversion: -1 });
  }

  copy(): ModelTree {
    const copy = new ModelTree();
    copy.nodes = new Map(
      [...this.nodes].map(([path, node]) => [path, { ...node, children: [...node.children] }]),
    );
    return copy;
  }

  static split(path: string): [parent: string, name: string] {
    const slash = path.lastIndexOf('/');
    return [slash === 0 ? '/' : path.slice(0, slash), path.slice(slash + 1)];
  }

  create(
    path: string,
    data: Uint8Array | null,
    acl: readonly Acl[],
    owner: bigint,
    cversion: number,
    zxid: number,
    timeMs: number,
  ): boolean {
    const [parentPath, name] = ModelTree.split(path);
    const parent = this.nodes.get(parentPath);
    if (parent === undefined || this.nodes.has(path)) return false;
    const raised = cversion === -1 ? parent.cversion + 1 : cversion;
    if (raised > parent.cversion) {
      parent.cversion = raised;
      parent.pzxid = zxid;
    }
    parent.children.push(name);
    this.nodes.set(path, {
      ...blank(acl),
      data,
      czxid: zxid,
      mzxid: zxid,
      pzxid: zxid,
      ctime: timeMs,
      mtime: timeMs,
      owner,
    });
    return true;
  }

  delete(path: string, zxid: number): boolean {
    const [parentPath, name] = ModelTree.split(path);
    const parent = this.nodes.get(parentPath);
    if (parent === undefined) return false;
    parent.pzxid = Math.max(parent.pzxid, zxid);
    if (!this.nodes.delete(path)) return false;
    parent.children = parent.children.filter((each) => each !== name);
    return true;
  }

  setData(path: string, data: Uint8Array | null, version: number, zxid: number, timeMs: number): boolean {
    const node = this.nodes.get(path);
    if (node === undefined) return false;
    Object.assign(node, { data, version, mzxid: zxid, mtime: timeMs });
    return true;
  }

  setAcl(path: string, acl: readonly Acl[], aversion: number): boolean {
    const node = this.nodes.get(path);
    if (node === undefined) return false;
    Object.assign(node, { acl, aversion });
    return true;
  }

  stat(path: string): Stat {
    const node = this.nodes.get(path) as ModelNode;
    const { czxid, mzxid, ctime, mtime, version, aversion, pzxid } = node;
    return {
      czxid,
      mzxid,
      ctime,
      mtime,
      version,
      cversion: 2 * node.cversion - node.children.length,
      aversion,
      ephemeralOwner: ownerKind(node.owner) === 'session' ? node.owner : 0n,
      dataLength: node.data?.length ?? 0,
      numChildren: node.children.length,
      pzxid,
    } as Stat;
  }

  /** Everything that can be seen of it, by path. Children sorted: their order is not part of a snapshot. */
  picture(): unknown {
    const paths = [...this.nodes.keys()].sort();
    return paths.map((path) => {
      const node = this.nodes.get(path) as ModelNode;
      return {
        path,
        stat: this.stat(path),
        owner: node.owner,
        acl: node.acl,
        data: node.data === null ? null : [...node.data],
        children: [...node.children].sort(),
      };
    });
  }

  containers(): string[] {
    return [...this.nodes].filter(([, { owner }]) => owner === CONTAINER_OWNER).map(([path]) => path);
  }

  ephemeralsOf(owner: bigint): string[] {
    return [...this.nodes].filter(([, node]) => node.owner === owner).map(([path]) => path);
  }

  sizeBytes(): number {
    let size = 0;
    for (const [path, { data }] of this.nodes) size += path.length + (data?.length ?? 0);
    return size;
  }
}

/** The same of a real tree. */
export function pictureOf(tree: DataTree): unknown {
  const nodes = [...tree.subtree(tree.find('/'))].map((node) => ({
    path: tree.path(node),
    stat: tree.stat(node),
    owner: tree.ephemeralOwner(node),
    acl: tree.acl(node),
    data: tree.data(node) === null ? null : [...(tree.data(node) as Uint8Array)],
    children: tree.children(node).sort(),
  }));
  return nodes.sort((a, b) => (a.path < b.path ? -1 : 1));
}
