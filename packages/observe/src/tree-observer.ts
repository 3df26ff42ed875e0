import {
  type ClientState,
  type WatchEvent,
  type WatchStream,
  type ZooKeeper,
  ZooKeeperError,
} from '@vivarium/client';
import { ErrorCode, type Stat } from '@vivarium/jute';
import { Gate } from './gate.ts';

/** Stats that are asked for at the same time. */
export const STAT_CONCURRENCY = 16;
const MAX_WINDOW = 1_000;

/** What changed, in the order in which the server told it. */
export type TreeChange =
  | {
      readonly type: 'created' | 'deleted' | 'data' | 'children';
      readonly path: string;
      /** The causing zxid where the server tells it, else null. */
      readonly zxid: number | null;
    }
  /** Anything may have changed: list again what is shown. */
  | { readonly type: 'reset'; readonly cause: 'connected' | 'reconnected' | 'new-session' | 'fell-behind' }
  | { readonly type: 'state'; readonly state: ClientState };

export interface ListedChild {
  readonly name: string;
  /** Null when it vanished meanwhile or may not be read. */
  readonly stat: Stat | null;
}

export interface Listing {
  readonly path: string;
  readonly stat: Stat;
  /** All children, of which `children` is the window that was asked for, sorted by name. */
  readonly total: number;
  readonly offset: number;
  readonly children: readonly ListedChild[];
}

export interface TreeObserverOptions {
  /** Makes a client that is not connected yet; called again after a session is lost. */
  readonly open: () => ZooKeeper;
  readonly onChange: (change: TreeChange) => void;
  /**
   * After so long without a connection a new session is opened. Servers whose data were wiped or restored
   * turn away, without a word, a client that has seen later zxids: its old session would wait for ever.
   * 60 s when missing.
   */
  readonly freshAfterMs?: number;
}

/**
 * The tree as the page needs it: which paths changed, and windows of children with their stats. It keeps one
 * persistent recursive watch on the root; servers before 3.6 have none, there each listing leaves one-shot
 * watches instead. It never loads the whole tree.
 */
export class TreeObserver {
  private readonly options: TreeObserverOptions;
  private readonly gate = new Gate(STAT_CONCURRENCY);
  private client: ZooKeeper;
  private stream: WatchStream | null = null;
  private means: 'unknown' | 'recursive' | 'one-shot' = 'unknown';
  private stopped = false;
  private freshTimer: NodeJS.Timeout | null = null;

  constructor(options: TreeObserverOptions) {
    this.options = options;
    this.client = options.open();
  }

  /** The client of the current session; another one after a session was lost. */
  get session(): ZooKeeper {
    return this.client;
  }

  /** How changes are noticed: decided by the server's answer at the first connection. */
  get watching(): 'unknown' | 'recursive' | 'one-shot' {
    return this.means;
  }

  start(): void {
    this.follow(this.client, 'connected');
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.forgetFreshTimer();
    await this.client.close();
  }

  /**
   * The children of a path, sorted by name, with the stats of those in [offset, offset + limit), at most 1000.
   * Rejects with NONODE and the other errors of a read.
   */
  async list(
    path: string,
    { offset = 0, limit = 200 }: { offset?: number; limit?: number } = {},
  ): Promise<Listing> {
    const { client } = this;
    const { children, stat } = await client.getChildren(path, this.oneShot());
    children.sort();
    const names = children.slice(offset, offset + Math.min(limit, MAX_WINDOW));
    const prefix = path === '/' ? '/' : `${path}/`;
    const listed = await Promise.all(
      names.map((name) =>
        this.gate.run(async () => ({ name, stat: await this.statOf(client, prefix + name) })),
      ),
    );
    return { path, stat, total: children.length, offset, children: listed };
  }

  private async statOf(client: ZooKeeper, path: string): Promise<Stat | null> {
    try {
      return await client.exists(path, this.oneShot());
    } catch (error) {
      if (error instanceof ZooKeeperError && error.code === ErrorCode.noAuth) return null;
      throw error;
    }
  }

  private oneShot(): { watch?: (event: WatchEvent) => void } {
    return this.means === 'one-shot' ? { watch: this.onOneShot } : {};
  }

  /** One function for all of them: a path that is listed twice is still told once. */
  private readonly onOneShot = (event: WatchEvent): void => {
    if (event.type === 'restored' || event.type === 'lost') return;
    this.tell(event.type, event.path, event.zxid);
  };

  private follow(client: ZooKeeper, cause: 'connected' | 'new-session'): void {
    let sessions = 0;
    const unsubscribe = client.subscribe((state) => {
      if (client !== this.client) return;
      this.options.onChange({ type: 'state', state });
      if (state.name === 'connected' || state.name === 'read-only') {
        this.forgetFreshTimer();
        sessions += 1;
        if (sessions === 1) void this.watch(client, cause);
        else if (this.means === 'one-shot') this.options.onChange({ type: 'reset', cause: 'reconnected' });
        else if (this.stream === null) void this.watch(client, 'reconnected');
      } else if (state.name === 'disconnected') {
        this.freshTimer ??= setTimeout(() => {
          unsubscribe();
          void client.close();
          this.renew();
        }, this.options.freshAfterMs ?? 60_000);
      } else if (state.name === 'expired') {
        this.renew();
      }
    });
    // Its own state tells what comes of it; a deadline here would only repeat that.
    client.connect({ deadlineMs: Number.POSITIVE_INFINITY }).catch(() => undefined);
  }

  private forgetFreshTimer(): void {
    if (this.freshTimer !== null) clearTimeout(this.freshTimer);
    this.freshTimer = null;
  }

  private renew(): void {
    this.forgetFreshTimer();
    if (this.stopped) return;
    this.stream = null;
    this.client = this.options.open();
    this.follow(this.client, 'new-session');
  }

  private async watch(client: ZooKeeper, cause: 'connected' | 'reconnected' | 'new-session'): Promise<void> {
    try {
      const stream = await client.addWatch('/', 'persistentRecursive');
      this.means = 'recursive';
      this.stream = stream;
      this.options.onChange({ type: 'reset', cause });
      await this.read(client, stream);
    } catch (error) {
      if (!(error instanceof ZooKeeperError)) throw error;
      // A lost connection or session shows as a state, and what follows it starts over.
      if (error.code !== ErrorCode.unimplemented) return;
      this.means = 'one-shot';
      this.options.onChange({ type: 'reset', cause });
    }
  }

  private async read(client: ZooKeeper, stream: WatchStream): Promise<void> {
    for await (const event of stream) {
      if (this.client !== client) return;
      if (event.type === 'restored') this.options.onChange({ type: 'reset', cause: 'reconnected' });
      else if (event.type !== 'lost') this.tell(event.type, event.path, event.zxid);
    }
  }

  private tell(
    type: 'created' | 'deleted' | 'dataChanged' | 'childrenChanged',
    path: string,
    zxid: number | null,
  ): void {
    const { onChange } = this.options;
    if (type === 'dataChanged') onChange({ type: 'data', path, zxid });
    else if (type === 'childrenChanged') onChange({ type: 'children', path, zxid });
    else {
      onChange({ type, path, zxid });
      // A recursive watch never says that a parent's children changed: it follows from this.
      if (path !== '/' && this.means === 'recursive')
        onChange({ type: 'children', path: parentOf(path), zxid });
    }
  }
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}
