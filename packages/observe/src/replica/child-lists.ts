import { type DataTree, NO_NODE, type NodeId } from '@vivarium/engine';

export interface ChildrenAsked {
  readonly after: string | null;
  readonly limit: number;
  readonly order: 'name' | 'ctime' | 'mtime';
  readonly isDescending: boolean;
}

interface NameList {
  readonly tree: DataTree;
  readonly pzxid: number;
  readonly names: readonly string[];
}

/** Sorted lists kept for the next page. */
const LISTS_MAX = 8;
/** A page of a shorter one is sorted anew each time. */
const WORTH_KEEPING = 500;

/** Children of znodes, sorted and page by page: later pages are of the list that the first one began. */
export class ChildLists {
  private readonly lists = new Map<string, NameList>();

  page(
    tree: DataTree,
    path: string,
    node: NodeId,
    asked: ChildrenAsked,
  ): { rows: readonly string[]; more: boolean } {
    const { after, limit, order, isDescending } = asked;
    const key = `${order} ${isDescending} ${path}`;
    const names = this.list(tree, key, node, asked);
    const from = after === null ? 0 : startAfter(names, after, asked);
    return { rows: names.slice(from, from + limit), more: from + limit < names.length };
  }

  private list(tree: DataTree, key: string, node: NodeId, { after, order, isDescending }: ChildrenAsked) {
    const kept = this.lists.get(key);
    const pzxid = tree.pzxid(node);
    if (kept !== undefined && kept.tree === tree) {
      // By time a list that is gone through must not move under the reader; a name is found in any.
      const isGoneThrough = after !== null && order !== 'name';
      if (isGoneThrough || (kept.pzxid === pzxid && order !== 'mtime')) return kept.names;
    }
    const names = sorted(tree, node, order);
    if (isDescending) names.reverse();
    this.lists.delete(key);
    const oldest = this.lists.keys().next().value;
    if (this.lists.size >= LISTS_MAX && oldest !== undefined) this.lists.delete(oldest);
    if (names.length > WORTH_KEEPING) this.lists.set(key, { tree, pzxid, names });
    return names;
  }
}

function sorted(tree: DataTree, node: NodeId, order: ChildrenAsked['order']): string[] {
  if (order === 'name') return tree.children(node).sort();
  const rows: { readonly name: string; readonly timeMs: number }[] = [];
  for (let child = tree.firstChild(node); child !== NO_NODE; child = tree.nextSibling(child)) {
    const timeMs = order === 'mtime' ? tree.mtimeMs(child) : tree.ctimeMs(child);
    rows.push({ name: tree.name(child), timeMs });
  }
  rows.sort((a, b) => a.timeMs - b.timeMs || (a.name < b.name ? -1 : 1));
  return rows.map(({ name }) => name);
}

/** Where the first name behind `after` stands. By time, a name that has gone begins the list again. */
function startAfter(names: readonly string[], after: string, { order, isDescending }: ChildrenAsked): number {
  if (order !== 'name') return names.indexOf(after) + 1;
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const name = names[middle] as string;
    if (isDescending ? name >= after : name <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
