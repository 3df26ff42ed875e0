import type { ChildRow, ChildrenPage, Fault, StatView } from '@vivarium/contract';
import { compareNames, joinPath, nameOf, parentOf } from './path.ts';

export type Mark = 'created' | 'changed' | 'deleted';

/** By name; by creation, newest or oldest first; by the last change of data, newest first. */
export type ChildrenOrder = 'name' | 'newest' | 'oldest' | 'changed';

/** What is known of one znode that has been listed. */
interface Known {
  readonly path: string;
  stat: StatView | null;
  mark: Mark | null;
  markedAtMs: number;
  /** Names of the listed children, sorted; null until the node is opened. */
  names: string[] | null;
  /** The nodes of `names`, in their order; null until they are looked up anew. */
  kids: Known[] | null;
  /** More children exist behind the last listed name. */
  more: boolean;
  total: number;
  open: boolean;
  loading: boolean;
  fault: Fault | null;
  /** As it was listed last: kept while it stays the same. */
  row: NodeRow | null;
}

export interface NodeRow {
  readonly kind: 'node';
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly stat: StatView | null;
  readonly mark: Mark | null;
  readonly open: boolean;
  readonly loading: boolean;
  readonly setSize: number;
  readonly position: number;
}

/** A row that is not a znode: more children to load, a folder still loading, or why it cannot be read. */
export interface NoteRow {
  readonly kind: 'more' | 'loading' | 'fault';
  readonly path: string;
  readonly depth: number;
  readonly left: number;
  readonly fault: Fault | null;
}

export type Row = NodeRow | NoteRow;

/**
 * The listed part of the tree as flat rows. Knows nothing of the network or of time: pages and changes
 * come in, rows go out, and `clock` values are handed in.
 */
export class TreeModel {
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<() => void>();
  #rows: readonly Row[] | null = null;
  #isTelling = false;
  #filter = '';
  #order: ChildrenOrder = 'name';

  constructor() {
    this.#known.set('/', blank('/'));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The visible rows; the same array until something changes. */
  rows = (): readonly Row[] => {
    this.#rows ??= this.#flatten();
    return this.#rows;
  };

  openPaths(): string[] {
    return [...this.#known.values()].filter((node) => node.open).map((node) => node.path);
  }

  isOpen(path: string): boolean {
    return this.#known.get(path)?.open ?? false;
  }

  has(path: string): boolean {
    return this.#known.has(path);
  }

  needsPage(path: string): boolean {
    const node = this.#known.get(path);
    return node?.open === true && node.names === null && !node.loading;
  }

  lastName(path: string): string | undefined {
    return this.#known.get(path)?.names?.at(-1);
  }

  get order(): ChildrenOrder {
    return this.#order;
  }

  /** Another order needs every listed folder read again; until then the rows stay as they are. */
  setOrder(order: ChildrenOrder): void {
    this.#order = order;
  }

  listed(path: string): number {
    return this.#known.get(path)?.names?.length ?? 0;
  }

  setFilter(text: string): void {
    this.#filter = text;
    this.#changed();
  }

  open(path: string): void {
    const node = this.#ensure(path);
    node.open = true;
    this.#changed();
  }

  close(path: string): void {
    const node = this.#known.get(path);
    if (node === undefined) return;
    node.open = false;
    this.#changed();
  }

  loading(path: string): void {
    this.#ensure(path).loading = true;
    this.#changed();
  }

  failed(path: string, fault: Fault): void {
    const node = this.#ensure(path);
    node.loading = false;
    node.fault = fault;
    this.#changed();
  }

  /** Takes a page, which replaces the stretch of names it covers; rows that differ from before are marked. */
  page(page: ChildrenPage, after: string | undefined, nowMs: number): void {
    const node = this.#ensure(page.path);
    const before = node.names ?? [];
    const wasListed = node.names !== null;
    const wasWhole = !node.more;
    const names = page.rows.map((row) => row.name);
    if (this.#order !== 'name') {
      this.#placeInOrder(node, page, after, nowMs);
      return;
    }
    if (after !== undefined && before.at(-1) === after) {
      this.#append(node, page, nowMs);
      return;
    }
    const last = page.more ? names.at(-1) : undefined;
    const isBefore = (name: string) => after !== undefined && compareNames(name, after) <= 0;
    const isBehind = (name: string) => last !== undefined && compareNames(name, last) > 0;
    const present = new Set(names);
    for (const name of before) {
      if (!present.has(name) && !isBefore(name) && !isBehind(name)) this.#forget(joinPath(page.path, name));
    }
    const end = before.at(-1);
    const wasInSight = (name: string) =>
      wasListed && (wasWhole || (end !== undefined && compareNames(name, end) <= 0));
    for (const row of page.rows) this.#place(page.path, row, wasInSight(row.name), nowMs);
    node.loading = false;
    node.fault = null;
    node.stat = page.stat;
    node.total = page.total;
    node.names = [...before.filter(isBefore), ...names, ...before.filter(isBehind)];
    node.kids = null;
    node.more = node.names.length < page.total;
    this.#changed();
  }

  created(path: string, nowMs: number): void {
    const parent = this.#known.get(parentOf(path));
    if (parent?.names === undefined || parent.names === null || path === '/') return;
    const name = nameOf(path);
    const at = this.#placeOf(parent.names, name);
    const isNew = parent.names[at] !== name;
    if (isNew) {
      parent.total += 1;
      if (at === parent.names.length && parent.more) {
        this.#changed();
        return;
      }
      parent.names.splice(at, 0, name);
    }
    const known = this.#known.get(path);
    const node = known === undefined || known.mark === 'deleted' ? blank(path) : known;
    mark(node, 'created', nowMs);
    this.#known.set(path, node);
    parent.kids?.splice(at, isNew ? 0 : 1, node);
    this.#changed();
  }

  changed(path: string, nowMs: number): void {
    const node = this.#known.get(path);
    if (node === undefined) return;
    if (node.mark !== 'created') node.mark = 'changed';
    node.markedAtMs = nowMs;
    this.#changed();
  }

  /** Strikes a node through; `settle` removes it later. */
  deleted(path: string, nowMs: number): void {
    const node = this.#known.get(path);
    if (node === undefined || path === '/') return;
    node.mark = 'deleted';
    node.markedAtMs = nowMs;
    this.#changed();
  }

  stat(path: string, stat: StatView | null): void {
    const node = this.#known.get(path);
    if (node === undefined || stat === null) return;
    node.stat = stat;
    if (node.names !== null) node.total = Math.max(stat.numChildren, node.names.length);
    this.#changed();
  }

  /** Ends marks that are older than their time, and says when the next one ends (null: none left). */
  settle(nowMs: number, flashMs: number, strikeMs: number): number | null {
    let next: number | null = null;
    let touched = false;
    for (const node of [...this.#known.values()]) {
      if (node.mark === null) continue;
      const endsAtMs = node.markedAtMs + (node.mark === 'deleted' ? strikeMs : flashMs);
      if (endsAtMs > nowMs) {
        next = next === null ? endsAtMs : Math.min(next, endsAtMs);
        continue;
      }
      touched = true;
      if (node.mark === 'deleted') this.#remove(node.path);
      else node.mark = null;
    }
    if (touched) this.#changed();
    return next;
  }

  #ensure(path: string): Known {
    let node = this.#known.get(path);
    if (node === undefined) {
      node = blank(path);
      this.#known.set(path, node);
    }
    return node;
  }

  #place(parent: string, row: ChildRow, isNews: boolean, nowMs: number): Known {
    const path = joinPath(parent, row.name);
    const known = this.#known.get(path);
    const node = known ?? blank(path);
    if (isNews && known === undefined) mark(node, 'created', nowMs);
    if (isNews && known?.stat && row.stat && known.stat.mzxid !== row.stat.mzxid)
      mark(node, 'changed', nowMs);
    if (node.mark === 'deleted' && row.stat !== null) node.mark = null;
    node.stat = row.stat;
    this.#known.set(path, node);
    return node;
  }

  #remove(path: string): void {
    const parent = this.#known.get(parentOf(path));
    if (parent?.names) {
      const at = this.#placeOf(parent.names, nameOf(path));
      if (parent.names[at] === nameOf(path)) {
        parent.names.splice(at, 1);
        parent.kids?.splice(at, 1);
        parent.total = Math.max(parent.total - 1, parent.names.length);
      }
    }
    this.#forget(path);
  }

  #forget(path: string): void {
    const names = this.#known.get(path)?.names ?? [];
    this.#known.delete(path);
    for (const name of names) this.#forget(joinPath(path, name));
  }

  /** A page right behind what is listed touches nothing of it: a hundred thousand names are not gone through again. */
  #append(node: Known, page: ChildrenPage, nowMs: number): void {
    const wasWhole = !node.more;
    node.names ??= [];
    for (const row of page.rows) {
      const child = this.#place(page.path, row, wasWhole, nowMs);
      node.names.push(row.name);
      node.kids?.push(child);
    }
    node.loading = false;
    node.fault = null;
    node.stat = page.stat;
    node.total = page.total;
    node.more = node.names.length < page.total;
    this.#changed();
  }

  #kidsOf(node: Known): readonly Known[] {
    if (node.kids !== null) return node.kids;
    node.kids = (node.names ?? []).map((name) => this.#ensure(joinPath(node.path, name)));
    return node.kids;
  }

  /** Pages by time follow one another; the first one begins the list anew. */
  #placeInOrder(node: Known, page: ChildrenPage, after: string | undefined, nowMs: number): void {
    const before = node.names ?? [];
    const listed = new Set(after === undefined ? [] : before);
    const added = page.rows.filter(({ name }) => !listed.has(name));
    for (const row of page.rows) this.#place(page.path, row, false, nowMs);
    node.loading = false;
    node.fault = null;
    node.stat = page.stat;
    node.total = page.total;
    node.names = [...(after === undefined ? [] : before), ...added.map(({ name }) => name)];
    node.kids = null;
    node.more = page.more;
    this.#changed();
  }

  /** Where a name is, or where it belongs: by time a new node is the newest, and nothing moves under the pointer. */
  #placeOf(names: readonly string[], name: string): number {
    if (this.#order === 'name') return lowerBound(names, name);
    const at = names.indexOf(name);
    return at >= 0 ? at : this.#order === 'oldest' ? names.length : 0;
  }

  /** Hundreds of changes come in one message: the rows are made, and drawn, once for all of them. */
  #changed(): void {
    this.#rows = null;
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      for (const listener of this.#listeners) listener();
    });
  }

  #flatten(): Row[] {
    const rows: Row[] = [];
    const shown = this.#filter === '' ? null : this.#matching(this.#filter.toLowerCase());
    const root = this.#known.get('/');
    if (root !== undefined) this.#flattenInto(rows, root, 0, 1, 1, shown);
    return rows;
  }

  #flattenInto(
    rows: Row[],
    node: Known,
    depth: number,
    position: number,
    setSize: number,
    shown: Set<string> | null,
  ): void {
    rows.push(rowOf(node, depth, position, setSize));
    if (!node.open) return;
    const note = (kind: NoteRow['kind'], left: number): void => {
      rows.push({ kind, path: node.path, depth: depth + 1, left, fault: node.fault });
    };
    if (node.fault !== null) note('fault', 0);
    else if (node.names === null) note('loading', node.stat?.numChildren ?? 0);
    let at = 0;
    for (const child of this.#kidsOf(node)) {
      at += 1;
      if (shown === null || shown.has(child.path))
        this.#flattenInto(rows, child, depth + 1, at, node.total, shown);
    }
    if (node.more && shown === null) note('more', node.total - (node.names?.length ?? 0));
  }

  /** Paths whose name matches, and all their ancestors. */
  #matching(text: string): Set<string> {
    const shown = new Set<string>(['/']);
    for (const path of this.#known.keys()) {
      if (!nameOf(path).toLowerCase().includes(text)) continue;
      for (let at = path; !shown.has(at); at = parentOf(at)) shown.add(at);
    }
    return shown;
  }
}

/** The row of before when nothing about it has changed: whoever draws it can tell by its identity. */
function rowOf(node: Known, depth: number, position: number, setSize: number): NodeRow {
  const { path, stat, mark, open, loading, row } = node;
  const isSame =
    row !== null &&
    row.stat === stat &&
    row.mark === mark &&
    row.open === open &&
    row.loading === loading &&
    row.depth === depth &&
    row.position === position &&
    row.setSize === setSize;
  if (isSame) return row;
  const name = nameOf(path);
  node.row = { kind: 'node', path, name, depth, stat, mark, open, loading, setSize, position };
  return node.row;
}

function blank(path: string): Known {
  return {
    path,
    stat: null,
    mark: null,
    markedAtMs: 0,
    names: null,
    kids: null,
    more: false,
    total: 0,
    open: path === '/',
    loading: false,
    fault: null,
    row: null,
  };
}

function mark(node: Known, kind: Mark, nowMs: number): void {
  node.mark = kind;
  node.markedAtMs = nowMs;
}

function lowerBound(names: readonly string[], name: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareNames(names[middle] ?? '', name) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
