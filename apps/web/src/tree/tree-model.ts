import type { ChildRow, ChildrenPage, Fault, StatView } from '@vivarium/contract';
import { blank, type Known, type Mark, type NoteRow, type Row, rowOf } from './known.ts';
import { compareNames, joinPath, nameOf, parentOf } from './path.ts';

/** By name; by creation, newest or oldest first; by the last change of data, newest first. */
export type ChildrenOrder = 'name' | 'newest' | 'oldest' | 'changed';

/**
 * The listed part of the tree as flat rows. Knows nothing of the network or of time: pages and changes
 * come in, rows go out, and `clock` values are handed in.
 */
export class TreeModel {
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<() => void>();
  #rows: readonly Row[] | null = null;
  /** Those whose row alone is another one since the rows were made. */
  readonly #redrawn = new Set<Known>();
  readonly #marked = new Set<Known>();
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
    if (this.#rows === null) this.#rows = this.#flatten();
    else if (this.#redrawn.size > 0) this.#rows = this.#patched(this.#rows);
    this.#redrawn.clear();
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
    this.#mark(node, 'created', nowMs);
    this.#known.set(path, node);
    parent.kids?.splice(at, isNew ? 0 : 1, node);
    this.#changed();
  }

  changed(path: string, nowMs: number): void {
    const node = this.#known.get(path);
    if (node === undefined) return;
    this.#mark(node, node.mark === 'created' ? 'created' : 'changed', nowMs);
    this.#redraw(node);
  }

  /** Strikes a node through; `settle` removes it later. */
  deleted(path: string, nowMs: number): void {
    const node = this.#known.get(path);
    if (node === undefined || path === '/') return;
    this.#mark(node, 'deleted', nowMs);
    this.#redraw(node);
  }

  stat(path: string, stat: StatView | null): void {
    const node = this.#known.get(path);
    if (node === undefined || stat === null) return;
    node.stat = stat;
    const total = node.names === null ? node.total : Math.max(stat.numChildren, node.names.length);
    const isListedAnew = node.open && (node.names === null || total !== node.total);
    node.total = total;
    if (isListedAnew) this.#changed();
    else this.#redraw(node);
  }

  /** Ends marks that are older than their time, and says when the next one ends (null: none left). */
  settle(nowMs: number, flashMs: number, strikeMs: number): number | null {
    let next: number | null = null;
    for (const node of [...this.#marked]) {
      // It may have come again under its name.
      if (this.#known.get(node.path) !== node) {
        this.#marked.delete(node);
        continue;
      }
      const endsAtMs = node.markedAtMs + (node.mark === 'deleted' ? strikeMs : flashMs);
      if (endsAtMs > nowMs) {
        next = next === null ? endsAtMs : Math.min(next, endsAtMs);
        continue;
      }
      this.#marked.delete(node);
      if (node.mark === 'deleted') {
        this.#remove(node.path);
        this.#changed();
      } else {
        node.mark = null;
        this.#redraw(node);
      }
    }
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
    if (isNews && known === undefined) this.#mark(node, 'created', nowMs);
    if (isNews && known?.stat && row.stat && known.stat.mzxid !== row.stat.mzxid)
      this.#mark(node, 'changed', nowMs);
    if (node.mark === 'deleted' && row.stat !== null) {
      node.mark = null;
      this.#marked.delete(node);
    }
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
    const node = this.#known.get(path);
    const names = node?.names ?? [];
    if (node !== undefined) this.#marked.delete(node);
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

  #mark(node: Known, kind: Mark, nowMs: number): void {
    node.mark = kind;
    node.markedAtMs = nowMs;
    this.#marked.add(node);
  }

  /** Of one node, and no other, the row is another one. */
  #redraw(node: Known): void {
    this.#redrawn.add(node);
    this.#tell();
  }

  #changed(): void {
    this.#rows = null;
    this.#tell();
  }

  /** Hundreds of changes come in one message: the rows are made, and drawn, once for all of them. */
  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      for (const listener of this.#listeners) listener();
    });
  }

  /** A hundred thousand rows are not gone through for the few that changed. */
  #patched(before: readonly Row[]): Row[] {
    const rows = [...before];
    for (const node of this.#redrawn) {
      const row = rows[node.at];
      if (row?.kind === 'node' && row.path === node.path)
        rows[node.at] = rowOf(node, row.depth, row.position, row.setSize);
    }
    return rows;
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
    node.at = rows.push(rowOf(node, depth, position, setSize)) - 1;
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
