import { type AuthId, allows, type DataTree, NO_NODE, type NodeId } from '@vivarium/engine';
import { Perms } from '@vivarium/jute';

const UNKNOWN = 0;
const SEEN = 1;
const UNSEEN = 2;

/** Whether `ids` may list the children of a node and read its data. */
export function isReadable(tree: DataTree, node: NodeId, ids: readonly AuthId[]): boolean {
  return tree.aclIsOpen(node) || allows(tree.acl(node), Perms.read, ids);
}

/**
 * Which nodes of a subtree somebody could come across by listing children from its top downwards. ACLs are not inherited,
 * but a name is found only where its parent may be read.
 */
export class Sight {
  private readonly tree: DataTree;
  private readonly top: NodeId;
  private readonly ids: readonly AuthId[];
  private known = new Uint8Array(0);

  constructor(tree: DataTree, top: NodeId, ids: readonly AuthId[]) {
    this.tree = tree;
    this.top = top;
    this.ids = ids;
  }

  /** The node is the top or stands below it, and every one above it can be listed, from the root on. */
  sees(node: NodeId): boolean {
    if (node === NO_NODE) return false;
    if (node >= this.known.length) this.grow(node);
    const known = this.known[node];
    if (known !== UNKNOWN) return known === SEEN;
    const isSeen = node === this.top ? isOnOpenWay(this.tree, node, this.ids) : this.seesChild(node);
    this.known[node] = isSeen ? SEEN : UNSEEN;
    return isSeen;
  }

  /** The same by a fresh look: what was known of a slot may be of a node that has gone meanwhile. */
  confirms(node: NodeId): boolean {
    let at = node;
    while (at !== this.top && at !== NO_NODE) at = this.tree.parent(at);
    return at === this.top && isOnOpenWay(this.tree, node, this.ids);
  }

  isReadable(node: NodeId): boolean {
    return isReadable(this.tree, node, this.ids);
  }

  private seesChild(node: NodeId): boolean {
    const parent = this.tree.parent(node);
    return parent !== NO_NODE && this.sees(parent) && this.isReadable(parent);
  }

  private grow(node: NodeId): void {
    const larger = new Uint8Array(Math.max(this.tree.slotLimit, node + 1));
    larger.set(this.known);
    this.known = larger;
  }
}

/** All nodes above can be listed. */
export function isOnOpenWay(tree: DataTree, node: NodeId, ids: readonly AuthId[]): boolean {
  for (let at = tree.parent(node); at !== NO_NODE; at = tree.parent(at)) {
    if (!isReadable(tree, at, ids)) return false;
  }
  return true;
}
