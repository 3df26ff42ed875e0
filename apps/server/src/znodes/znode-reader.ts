import { type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import {
  type AccessView,
  type ChildRow,
  type ChildrenPage,
  type NodeView,
  PAGE_ROWS,
  type StatView,
} from '@vivarium/contract';
import type { Stat } from '@vivarium/jute';
import type { TreeObserver } from '@vivarium/observe';
import { isPassing, refuse } from '../faults.ts';
import type { AgedReplica, ChildrenWanted, LastKnownSource, ReplicaSource } from '../replica/replica.ts';
import { inParallel } from './in-parallel.ts';
import { lastKnownChildren, lastKnownNode } from './last-known.ts';
import { type KindSource, kindsOf, type NodeKind } from './node-kind.ts';
import { statViewOf } from './stat-view.ts';
import { below } from './znode-path.ts';

/** Sorted lists of names kept for the next page, by path. */
const LISTS_MAX = 8;
const STATS_IN_FLIGHT = 32;

interface NameList {
  readonly czxid: number;
  readonly pzxid: number;
  readonly names: readonly string[];
}

/** A node as it is answered, and what it was made as. */
export interface NodeRead {
  readonly view: NodeView;
  readonly made: NodeKind;
}

/** What of the observer a reader needs. */
export type ListingObserver = Pick<TreeObserver, 'watching' | 'list'>;

/** Reads znodes for the page: ZooKeeper has no paging and no order, so both are made here. */
export class ZnodeReader {
  readonly #client: () => ZooKeeper;
  readonly #observer: ListingObserver;
  readonly #wallMs: () => number;
  readonly #replica: ReplicaSource;
  readonly #lastKnown: LastKnownSource;
  readonly kindOf: KindSource;
  readonly #lists = new Map<string, NameList>();

  /** `client` gives the connected client of now, or throws CONNECTIONLOSS. */
  constructor(
    client: () => ZooKeeper,
    observer: ListingObserver,
    wallMs: () => number,
    replica: ReplicaSource = () => null,
    lastKnown: LastKnownSource = () => null,
  ) {
    this.#client = client;
    this.#observer = observer;
    this.#wallMs = wallMs;
    this.#replica = replica;
    this.#lastKnown = lastKnown;
    this.kindOf = kindsOf(replica);
  }

  /** To be looked at: while no member answers, as it was known last. */
  async node(path: string): Promise<NodeView> {
    const now = this.read(path).then(({ view }) => view);
    return this.#orLastKnown(now, (known) => lastKnownNode(known, path));
  }

  /** To be written on: as it is now. */
  async read(path: string): Promise<NodeRead> {
    const [read, list] = await Promise.all([this.#client().getData(path), this.#acl(path)]);
    const made = await this.kindOf(path, read.stat);
    const view: NodeView = {
      path,
      kindKnown: made.isKnown,
      data: Buffer.from(read.data ?? []).toString('base64'),
      stat: statViewOf(read.stat, made.owner),
      ...list,
      readAtMs: this.#wallMs(),
    };
    return { view, made };
  }

  /** Of a node whose data may not be read. @throws NONODE */
  async access(path: string): Promise<AccessView> {
    const [stat, list] = await Promise.all([this.#statIfTold(path), this.#acl(path)]);
    if (stat === null) throw refuse('NONODE');
    return { path, stat: stat === 'refused' ? null : stat, ...list };
  }

  /** The access list, or why it may not be read either. */
  async #acl(path: string): Promise<Pick<NodeView, 'acl' | 'aclFault'>> {
    try {
      const { acl } = await this.#client().getACL(path);
      return { acl: acl.map(({ scheme, id, perms }) => ({ scheme, id, perms })), aclFault: null };
    } catch (error) {
      if (error instanceof ZooKeeperError) return { acl: [], aclFault: error.codeName };
      throw error;
    }
  }

  /**
   * One page of children, each with its stat: by names (UTF-16 code units), or by times where a replica is kept, whose
   * pages cost the ensemble one small read. While no member answers, as they were known last.
   */
  async children(
    path: string,
    after: string | undefined,
    { order = 'name', isDescending = false }: Partial<Pick<ChildrenWanted, 'order' | 'isDescending'>> = {},
  ): Promise<ChildrenPage> {
    const wanted = { after: after ?? null, limit: PAGE_ROWS, order, isDescending };
    const now = this.#fromReplica(path, wanted).then((page) => page ?? this.#fromConnection(path, after));
    return this.#orLastKnown(now, (known) => lastKnownChildren(known, path, wanted));
  }

  async #orLastKnown<T>(now: Promise<T>, from: (known: AgedReplica) => T | Promise<T>): Promise<T> {
    try {
      return await now;
    } catch (error) {
      const known = isPassing(error) ? this.#lastKnown() : null;
      if (known === null) throw error;
      try {
        return await from(known);
      } catch (other) {
        // The connection may be somebody whom the replica does not know, or the node be newer: nothing is known then.
        throw other instanceof ZooKeeperError ? error : other;
      }
    }
  }

  /** Null without a replica, or with one that has not come to what this connection has seen. */
  async #fromReplica(path: string, wanted: ChildrenWanted): Promise<ChildrenPage | null> {
    // Before server 3.6 only the observer's own listing leaves the watches that tell of changes.
    if (this.#replica() === null || this.#observer.watching === 'one-shot') return null;
    // What the connection itself wrote a moment ago must be in the answer, and what it may not read must not.
    const known = await this.#client().exists(path);
    const replica = this.#replica();
    if (known === null || replica === null) return null;
    try {
      const { stat, total, rows, more } = replica.children(path, wanted);
      if (stat.pzxid < known.pzxid || stat.czxid !== known.czxid) return null;
      return {
        path,
        stat: statViewOf(stat),
        total,
        // A replica does not know a digest again, as whom the connection may read more: it is asked itself.
        rows: await inParallel(rows, STATS_IN_FLIGHT, async (row) => {
          if (row.stat !== null) return { name: row.name, stat: statViewOf(row.stat) };
          const told = await this.#statIfTold(below(path, row.name));
          return { name: row.name, stat: told === 'refused' ? null : told };
        }),
        more,
        readFrom: 'replica',
        readAtMs: this.#wallMs(),
      };
    } catch (error) {
      // The connection may know more of itself than the replica: its own answer counts.
      if (error instanceof ZooKeeperError) return null;
      throw error;
    }
  }

  async #fromConnection(path: string, after: string | undefined): Promise<ChildrenPage> {
    const { names, stat } = await this.#names(path, after !== undefined);
    const from = after === undefined ? 0 : firstAfter(names, after);
    const page = names.slice(from, from + PAGE_ROWS);
    const rows =
      this.#observer.watching === 'one-shot' ? await this.#watched(path, from) : await this.#rows(path, page);
    return {
      path,
      stat: statViewOf(stat),
      total: names.length,
      rows,
      more: from + page.length < names.length,
      readFrom: 'connection',
      readAtMs: this.#wallMs(),
    };
  }

  async stat(path: string): Promise<StatView | null> {
    const stat = await this.#client().exists(path);
    return stat === null ? null : statViewOf(stat);
  }

  async #statIfTold(path: string): Promise<StatView | 'refused' | null> {
    try {
      return await this.stat(path);
    } catch (error) {
      if (error instanceof ZooKeeperError && error.codeName === 'NOAUTH') return 'refused';
      throw error;
    }
  }

  async #rows(path: string, names: readonly string[]): Promise<ChildRow[]> {
    const stats = await inParallel(names, STATS_IN_FLIGHT, (name) => this.#statIfTold(below(path, name)));
    return names.map((name, index) => {
      const stat = stats[index] ?? null;
      return { name, stat: stat === 'refused' ? null : stat };
    });
  }

  /** Before server 3.6 only the observer's own listing leaves the watches that tell of changes. */
  async #watched(path: string, offset: number): Promise<ChildRow[]> {
    const listing = await this.#observer.list(path, { offset, limit: PAGE_ROWS });
    return listing.children.map(({ name, stat }) => ({
      name,
      stat: stat === null ? null : statViewOf(stat),
    }));
  }

  /** For a later page the list of the first one serves while the node's children are unchanged. */
  async #names(path: string, mayReuse: boolean): Promise<{ names: readonly string[]; stat: Stat }> {
    const client = this.#client();
    const kept = this.#lists.get(path);
    if (mayReuse && kept !== undefined) {
      const stat = await client.exists(path);
      if (stat !== null && isSame(stat, kept)) return { names: kept.names, stat };
    }
    const { children, stat } = await client.getChildren(path);
    children.sort();
    const names = children;
    this.#lists.delete(path);
    const oldest = this.#lists.keys().next().value;
    if (this.#lists.size >= LISTS_MAX && oldest !== undefined) this.#lists.delete(oldest);
    if (names.length > PAGE_ROWS) this.#lists.set(path, { czxid: stat.czxid, pzxid: stat.pzxid, names });
    return { names, stat };
  }
}

function isSame(stat: Stat, kept: NameList): boolean {
  return stat.czxid === kept.czxid && stat.pzxid === kept.pzxid;
}

/** Where the first name behind `after` stands; the name itself may have gone. */
function firstAfter(names: readonly string[], after: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? '') <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
