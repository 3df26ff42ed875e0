import type { QueryClient } from '@tanstack/react-query';
import type { Change, ChildrenPage, ZnodeChange } from '@vivarium/contract';
import { lineageOf, parentOf } from '../tree/path.ts';
import { type ChildrenOrder, TreeModel } from '../tree/tree-model.ts';
import { api } from '../wire/api.ts';
import { faultOf } from '../wire/call.ts';
import { changes } from './changes.ts';
import { Session } from './session.ts';
import { createStore } from './store.ts';

/** How each order is asked for. */
const ORDERS: Readonly<Record<ChildrenOrder, string>> = {
  name: '',
  newest: '&order=ctime&descending=true',
  oldest: '&order=ctime',
  changed: '&order=mtime&descending=true',
};
const FLASH_MS = 900;
const STRIKE_MS = 1_200;
/** Without motion a mark is a still edge, and stays long enough to be noticed. */
const STILL_MS = 2_000;
/** The node under the cursor is read again this often at most, however often it changes. */
const REREAD_MS = 100;

/** The live tree: the model, its pages fetched as folders open, and the socket's changes applied. */
export class TreeStore {
  readonly model = new TreeModel();
  readonly session = new Session();
  /** The server keeps no replica now, so it could only list by name. */
  readonly unsorted = createStore(false);
  /** When a page of children was read last, by the server's clock. */
  readonly readAtMs = createStore<number | null>(null);
  readonly #queries: QueryClient;
  #focus: string | null = null;
  #unsubscribe: (() => void)[] = [];
  #settling: ReturnType<typeof setTimeout> | undefined;
  #isSettlingSoon = false;
  #rereading: ReturnType<typeof setTimeout> | undefined;
  #rereadAtMs = 0;
  /** A page that was asked for before a reset must not overwrite what came after it. */
  #generation = 0;
  /** Children that came or went while their folder was being read: the page may be older than they are. */
  readonly #meanwhile = new Map<string, { readonly kind: 'created' | 'deleted'; readonly path: string }[]>();

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  start(): void {
    this.#unsubscribe = [
      changes.on('znode', (change) => this.#change(change)),
      changes.onMissed(() => this.reread()),
    ];
    this.session.start();
  }

  stop(): void {
    this.session.stop();
    for (const end of this.#unsubscribe) end();
    clearTimeout(this.#settling);
    clearTimeout(this.#rereading);
    this.#rereading = undefined;
  }

  focus(path: string): void {
    this.#focus = path;
    this.#look();
  }

  /** Opens every ancestor, so that the path has a row. */
  async reveal(path: string): Promise<void> {
    for (const ancestor of lineageOf(parentOf(path))) await this.open(ancestor);
  }

  async open(path: string): Promise<void> {
    this.model.open(path);
    this.#look();
    if (this.model.needsPage(path)) await this.#load(path, undefined);
  }

  close(path: string): void {
    this.model.close(path);
    this.#look();
  }

  /** Reads the open folders again in this order, where the server can; else they stay by name and it says so. */
  sort(order: ChildrenOrder): void {
    if (order === this.model.order) return;
    this.model.setOrder(order);
    this.unsorted.set(false);
    this.reread();
  }

  async more(path: string): Promise<void> {
    await this.#load(path, this.model.lastName(path));
  }

  /** Reads everything on the screen again. */
  reread(): void {
    this.#generation += 1;
    this.#look();
    for (const path of this.model.openPaths()) void this.#reload(path);
    void this.#queries.invalidateQueries({ queryKey: ['node'] });
  }

  /** Reads all pages again that were listed before. */
  async #reload(path: string): Promise<void> {
    const end = this.model.lastName(path);
    const count = this.model.listed(path);
    let page = await this.#load(path, undefined);
    while (page?.more === true && end !== undefined) {
      const last = page.rows.at(-1)?.name;
      const isByName = this.model.order === 'name';
      if (last === undefined || (isByName ? last >= end : this.model.listed(path) >= count)) return;
      page = await this.#load(path, last);
    }
  }

  /** The page, or null when it could not be read or is out of date by now. */
  async #load(path: string, after: string | undefined): Promise<ChildrenPage | null> {
    const generation = this.#generation;
    const meanwhile: { kind: 'created' | 'deleted'; path: string }[] = [];
    this.#meanwhile.set(path, meanwhile);
    this.model.loading(path);
    try {
      const page = await api.children(path, after, ORDERS[this.model.order]);
      if (generation !== this.#generation) return null;
      if (this.model.order !== 'name' && page.readFrom !== 'replica') this.unsorted.set(true);
      this.model.page(page, after, Date.now());
      this.readAtMs.set(page.readAtMs);
      for (const missed of meanwhile) this.model[missed.kind](missed.path, Date.now());
      this.#settle();
      return page;
    } catch (error) {
      if (generation === this.#generation) this.model.failed(path, faultOf(error));
      return null;
    } finally {
      if (this.#meanwhile.get(path) === meanwhile) this.#meanwhile.delete(path);
    }
  }

  #change(change: Extract<Change, { kind: 'znode' }>): void {
    this.#znode(change.change, change.path);
    if (change.change === 'stat') this.model.stat(change.path, change.stat);
    this.#settleSoon();
  }

  /** Once for all changes of one message. */
  #settleSoon(): void {
    if (this.#isSettlingSoon) return;
    this.#isSettlingSoon = true;
    queueMicrotask(() => {
      this.#isSettlingSoon = false;
      this.#settle();
    });
  }

  #znode(kind: ZnodeChange, path: string): void {
    const nowMs = Date.now();
    if (kind === 'created' || kind === 'deleted') this.#meanwhile.get(parentOf(path))?.push({ kind, path });
    if (kind === 'created') this.model.created(path, nowMs);
    if (kind === 'deleted') this.model.deleted(path, nowMs);
    if (kind === 'changed') this.model.changed(path, nowMs);
    if (kind === 'children' && this.model.isOpen(path)) void this.#reload(path);
    // A child that came or went alters its parent's stat too.
    const isComingOrGoing = kind === 'created' || kind === 'deleted';
    const isFocus = path === this.#focus || (isComingOrGoing && parentOf(path) === this.#focus);
    if (isFocus && kind !== 'stat') this.#rereadFocus();
  }

  /** At once after a quiet stretch; what changes without end is read at a pace. */
  #rereadFocus(): void {
    if (this.#rereading !== undefined) return;
    const waitMs = Math.max(0, this.#rereadAtMs + REREAD_MS - performance.now());
    this.#rereading = setTimeout(() => {
      this.#rereading = undefined;
      this.#rereadAtMs = performance.now();
      void this.#queries.invalidateQueries({ queryKey: ['node', this.#focus] });
    }, waitMs);
  }

  #look(): void {
    this.session.look({ open: this.model.openPaths(), focus: this.#focus });
  }

  #settle(): void {
    clearTimeout(this.#settling);
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const nowMs = Date.now();
    const next = this.model.settle(nowMs, isStill ? STILL_MS : FLASH_MS, isStill ? STILL_MS : STRIKE_MS);
    if (next !== null) this.#settling = setTimeout(() => this.#settle(), next - nowMs);
  }
}
