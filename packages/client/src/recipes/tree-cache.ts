import { ErrorCode, type Stat } from '@vivarium/jute';
import type { WatchEvent } from '../watch-event.ts';
import type { WatchStream } from '../watch-stream.ts';
import type { ZooKeeper } from '../zookeeper.ts';
import { childOf, parentOf } from './ensure-path.ts';
import { SessionLostError } from './recipe-error.ts';
import { hasCode, type RecipeOptions, Term, within } from './term.ts';

const READS_AT_ONCE = 256;

export interface CachedNode {
  readonly data: Uint8Array | null;
  readonly stat: Stat;
}

/** What a cache tells. `current`: everything up to now has been read, at first or after a gap. */
export type CacheChange =
  | { readonly type: 'added' | 'changed'; readonly path: string; readonly node: CachedNode }
  | { readonly type: 'removed'; readonly path: string; readonly node: CachedNode }
  | { readonly type: 'current' }
  | { readonly type: 'lost'; readonly error: unknown };

export interface TreeCacheOptions {
  /** 0 for the root alone, 1 for its children too; all when missing. */
  readonly maxDepth?: number;
}

/** What a read must do: look at the node, or also list its children and look at those. */
type Depth = 'node' | 'below';

/**
 * A copy of a subtree that follows the ensemble, as Curator's CuratorCache: one persistent recursive watch where the
 * server knows them, one-shot watches otherwise (before 3.6). It shows each change some time after it was made, and
 * after a lost connection it reads everything again and comes to the same state. Nodes that may not be read are left
 * out.
 *
 * Why it converges: every event of a path is followed by a read that is sent after the event came. What a read under
 * way will bring when an event overtakes it is not believed, but read once more.
 */
export class TreeCache {
  readonly root: string;
  private readonly client: ZooKeeper;
  private readonly maxDepth: number;
  private readonly nodes = new Map<string, CachedNode>();
  /** Names of the children that are in the cache, whether or not their parent is: reads come in any order. */
  private readonly names = new Map<string, Set<string>>();
  /** Reads under way, and what is to be read behind them. */
  private readonly reading = new Map<string, Depth | null>();
  private readonly waiting: (() => void)[] = [];
  private inFlight = 0;
  private readonly listeners = new Set<(change: CacheChange) => void>();
  private readonly ending = new AbortController();
  private readonly term: Term;
  private stream: WatchStream | null = null;
  private means: 'recursive' | 'one-shot' | null = null;
  private failure: unknown = null;
  private isCurrent = false;
  /** The connection was gone, and not everything was read again since. */
  private hasGap = false;
  private running: Promise<void> | null = null;

  constructor(
    client: ZooKeeper,
    root: string,
    { maxDepth = Number.POSITIVE_INFINITY }: TreeCacheOptions = {},
  ) {
    this.client = client;
    this.root = root;
    this.maxDepth = maxDepth;
    this.term = new Term(client, { signal: this.ending.signal });
    const unsubscribe = client.subscribe((state) => {
      if (state.name === 'disconnected') this.hasGap = true;
      // A recursive watch says `restored` by itself, once it stands again.
      else if (state.name === 'connected' && this.means === 'one-shot') this.reload();
    });
    this.term.signal.addEventListener('abort', unsubscribe);
  }

  start(): this {
    this.running ??= this.run();
    return this;
  }

  /** True when everything that was told has been read; false while it loads, or has no connection. */
  get current(): boolean {
    return this.isCurrent && !this.hasGap;
  }

  /** How changes are noticed; null until the server has answered. */
  get watching(): 'recursive' | 'one-shot' | null {
    return this.means;
  }

  get size(): number {
    return this.nodes.size;
  }

  get(path: string): CachedNode | undefined {
    return this.nodes.get(path);
  }

  paths(): string[] {
    return [...this.nodes.keys()];
  }

  /** Names, in no order. */
  children(path: string): string[] {
    return [...(this.names.get(path) ?? [])];
  }

  /** Hears every change, from the next one on. Returns what ends the subscription. */
  subscribe(listener: (change: CacheChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when the cache is current; rejects with SessionLostError, or on deadline. */
  ready(options: RecipeOptions = {}): Promise<void> {
    this.start();
    return within(this.client, options, (term) =>
      term.until(
        new Promise<void>((resolve, reject) => {
          if (this.failure !== null) return reject(this.failure);
          if (this.current) return resolve();
          const unsubscribe = this.subscribe((change) => {
            if (change.type !== 'current' && change.type !== 'lost') return;
            unsubscribe();
            if (change.type === 'lost') reject(change.error);
            else resolve();
          });
          term.signal.addEventListener('abort', unsubscribe);
        }),
      ),
    );
  }

  /** Takes the watch back and forgets what it knew. */
  async close(): Promise<void> {
    this.ending.abort(new Error('The cache is closed.'));
    await this.stream?.return();
    await this.running;
    this.nodes.clear();
    this.names.clear();
    this.listeners.clear();
  }

  private async run(): Promise<void> {
    const { client, root, term } = this;
    try {
      const mode = this.maxDepth === 0 ? 'persistent' : 'persistentRecursive';
      this.stream = await term.repeat((call) => client.addWatch(root, mode, call));
      this.means = 'recursive';
      this.reload();
      for await (const event of this.stream) {
        if (event.type === 'restored') this.reload();
        else if (event.type !== 'lost') this.take(event);
      }
      if (!this.ending.signal.aborted) throw term.reason ?? new SessionLostError('closed');
    } catch (error) {
      if (!hasCode(error, ErrorCode.unimplemented)) {
        this.fail(error);
        return;
      }
      this.means = 'one-shot';
      this.reload();
      await term.until(new Promise<never>(() => {})).catch((reason) => this.fail(reason));
    } finally {
      term.end();
    }
  }

  private fail(error: unknown): void {
    if (this.ending.signal.aborted || this.failure !== null) return;
    const isOver = hasCode(error, ErrorCode.sessionExpired);
    this.failure = isOver ? (this.term.reason ?? new SessionLostError('expired')) : error;
    this.isCurrent = false;
    this.tell({ type: 'lost', error: this.failure });
  }

  /** An event of the recursive watch: descendants tell of themselves. */
  private take(event: Extract<WatchEvent, { path: string }>): void {
    if (event.type === 'childrenChanged' || this.depthOf(event.path) > this.maxDepth) return;
    if (event.type !== 'deleted') {
      this.refresh(event.path, 'node');
      return;
    }
    this.remove(event.path);
    if (this.reading.has(event.path)) this.refresh(event.path, 'node');
  }

  private readonly onOneShot = (event: WatchEvent): void => {
    if (event.type === 'restored' || event.type === 'lost') return;
    this.refresh(event.path, event.type === 'dataChanged' ? 'node' : 'below');
  };

  private refresh(path: string, depth: Depth): void {
    if (this.ending.signal.aborted) return;
    const queued = this.reading.get(path);
    if (queued !== undefined) {
      this.reading.set(path, queued === 'below' ? 'below' : depth);
      return;
    }
    this.isCurrent = false;
    this.reading.set(path, null);
    this.read(path, depth)
      .catch((error) => this.fail(error))
      .finally(() => {
        const again = this.reading.get(path) ?? null;
        this.reading.delete(path);
        if (again !== null && this.failure === null) this.refresh(path, again);
        this.settle();
      });
  }

  private reload(): void {
    this.hasGap = this.client.state.name === 'disconnected';
    this.refresh(this.root, 'below');
  }

  private settle(): void {
    if (this.reading.size > 0 || this.isCurrent || this.hasGap || this.failure !== null) return;
    this.isCurrent = true;
    this.tell({ type: 'current' });
  }

  private async read(path: string, depth: Depth): Promise<void> {
    const { client } = this;
    const node = await this.ask((call) => client.getData(path, { ...call, ...this.oneShot() }));
    if (node === null) {
      this.remove(path);
      // Only the root has no parent here whose children tell of its coming.
      if (this.means === 'one-shot' && path === this.root) {
        const stat = await this.ask((call) => client.exists(path, { ...call, ...this.oneShot() }));
        if (stat !== null) this.reading.set(path, 'below');
      }
      return;
    }
    this.put(path, node);
    if (depth === 'node' || this.depthOf(path) >= this.maxDepth) return;
    const listed = await this.ask((call) => client.getChildren(path, { ...call, ...this.oneShot() }));
    const known = this.children(path);
    for (const name of listed?.children ?? []) this.refresh(childOf(path, name), 'below');
    const names = new Set(listed?.children);
    for (const name of known) if (!names.has(name)) this.refresh(childOf(path, name), 'node');
  }

  /** The answer, or null where there is none to be had: no such node, or no right to read it. */
  private async ask<T>(request: Parameters<typeof this.term.repeat<T>>[0]): Promise<T | null> {
    if (this.inFlight >= READS_AT_ONCE) await new Promise<void>((go) => this.waiting.push(go));
    this.inFlight += 1;
    try {
      return await this.term.repeat(request);
    } catch (error) {
      if (hasCode(error, ErrorCode.noNode) || hasCode(error, ErrorCode.noAuth)) return null;
      throw error;
    } finally {
      this.inFlight -= 1;
      this.waiting.shift()?.();
    }
  }

  private oneShot(): { watch?: (event: WatchEvent) => void } {
    return this.means === 'one-shot' ? { watch: this.onOneShot } : {};
  }

  private put(path: string, node: CachedNode): void {
    const before = this.nodes.get(path);
    this.nodes.set(path, node);
    if (before === undefined) {
      if (path !== this.root) {
        const parent = parentOf(path);
        this.names.set(parent, (this.names.get(parent) ?? new Set()).add(nameOf(path)));
      }
      this.tell({ type: 'added', path, node });
      return;
    }
    const isSame = before.stat.mzxid === node.stat.mzxid && before.stat.czxid === node.stat.czxid;
    if (!isSame) this.tell({ type: 'changed', path, node });
  }

  private remove(path: string): void {
    for (const name of this.children(path)) this.remove(childOf(path, name));
    const node = this.nodes.get(path);
    if (node === undefined) return;
    this.nodes.delete(path);
    const siblings = this.names.get(parentOf(path));
    siblings?.delete(nameOf(path));
    if (siblings?.size === 0) this.names.delete(parentOf(path));
    this.tell({ type: 'removed', path, node });
  }

  private tell(change: CacheChange): void {
    for (const listener of [...this.listeners]) listener(change);
  }

  private depthOf(path: string): number {
    const below = this.root === '/' ? path.slice(1) : path.slice(this.root.length + 1);
    return below === '' ? 0 : below.split('/').length;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
