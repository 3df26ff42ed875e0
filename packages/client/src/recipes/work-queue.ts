import { ErrorCode } from '@vivarium/jute';
import { type NodeData, toBytes } from '../multi.ts';
import { oneShotWatch, type WatchCallback } from '../watch-event.ts';
import type { ZooKeeper } from '../zookeeper.ts';
import { ZooKeeperError } from '../zookeeper-error.ts';
import { childOf, ensurePath } from './ensure-path.ts';
import { inOrder } from './line.ts';
import { Lock } from './lock.ts';
import { unwrapItems, wrapItem } from './queue-envelope.ts';
import { hasCode, type RecipeOptions, Term, within } from './term.ts';

/**
 * `simple`: as Curator's SimpleDistributedQueue, `qn-…` with the item as it is. `distributed`: as its
 * DistributedQueue, `queue-…` with the item in an envelope.
 */
export type QueueLayout = 'simple' | 'distributed';

export interface QueueOptions {
  /** simple when missing. */
  readonly layout?: QueueLayout;
  /**
   * Where consumers claim items, as the `lockPath` of Curator's DistributedQueue. `<path>-claims` when missing.
   * Every consumer of one queue must use the same.
   */
  readonly claimsPath?: string;
}

/** An item that is being worked on. It is in the queue until `finish`; if this session ends, others get it. */
export interface ClaimedItem {
  readonly name: string;
  readonly path: string;
  readonly data: Uint8Array;
  /** Grows from item to item: tells a late finisher from the one who has the item now. */
  readonly token: number;
  /**
   * Takes it out of the queue. Rejects with ItemLostError when the claim did not hold: somebody else has it, or
   * had it. A lost connection is cleared up: afterwards it is known whether it was done.
   */
  finish(options?: RecipeOptions): Promise<void>;
  /** Gives it back: others get it, at its old place. */
  giveBack(options?: RecipeOptions): Promise<void>;
}

/** The item is no longer ours: the session that claimed it is over, or it was deleted. */
export class ItemLostError extends Error {
  override readonly name = 'ItemLostError';
  readonly path: string;

  constructor(path: string) {
    super(`${path} is not claimed by this session any more: somebody else may have it.`);
    this.path = path;
  }
}

/**
 * The reply to the delete was lost and the item is gone: it may have been this client that took it, or another.
 * Only `take` can say so; `claim` always knows.
 */
export class ItemInDoubtError extends Error {
  override readonly name = 'ItemInDoubtError';
  readonly path: string;
  readonly data: Uint8Array;

  constructor(path: string, data: Uint8Array) {
    super(`${path} is gone, and whether this client took it cannot be known: the reply was lost.`);
    this.path = path;
    this.data = data;
  }
}

/** A queue that outlives its clients. First in, first out, as far as consumers finish in order. */
export class WorkQueue {
  readonly path: string;
  readonly claimsPath: string;
  private readonly client: ZooKeeper;
  private readonly layout: QueueLayout;
  private readonly prefix: string;
  private readonly idle: Lock;

  constructor(client: ZooKeeper, path: string, { layout = 'simple', claimsPath }: QueueOptions = {}) {
    this.client = client;
    this.path = path;
    this.layout = layout;
    this.prefix = layout === 'simple' ? 'qn-' : 'queue-';
    this.claimsPath = claimsPath ?? `${path}-claims`;
    this.idle = new Lock(client, childOf(this.claimsPath, 'idle'));
  }

  /**
   * Puts an item at the end and resolves to its path. After a lost reply it rejects with CONNECTIONLOSS: the item
   * may be there or not, and only the caller knows whether twice is better than never.
   */
  put(item: NodeData, options: RecipeOptions = {}): Promise<string> {
    const bytes = toBytes(item) ?? new Uint8Array();
    const data = this.layout === 'simple' ? bytes : wrapItem(bytes);
    const path = childOf(this.path, this.prefix);
    return within(this.client, options, async (term) => {
      for (;;) {
        try {
          const made = await term.once((call) =>
            this.client.create(path, data, { ...call, mode: 'persistentSequential' }),
          );
          return made.path;
        } catch (error) {
          if (!hasCode(error, ErrorCode.noNode)) throw error;
          await ensurePath(term, this.path);
        }
      }
    });
  }

  /** The names of the items, head first. */
  items(options: RecipeOptions = {}): Promise<string[]> {
    return within(this.client, options, (term) => this.list(term));
  }

  /**
   * Takes the head out of the queue, waiting for one: at most once. If the consumer dies with it, it is gone; for
   * work that must be done, use `claim`. Plays together with Curator's SimpleDistributedQueue.
   */
  take(options: RecipeOptions = {}): Promise<Uint8Array> {
    return within(this.client, options, async (term) => {
      for (;;) {
        const { watch, fired } = oneShotWatch();
        for (const name of await this.list(term, watch)) {
          const data = await this.takeOne(term, childOf(this.path, name));
          if (data !== null) return data;
        }
        await term.until(fired);
      }
    });
  }

  /**
   * Claims the first item that nobody works on, waiting for one: at least once. Of the idle consumers only the
   * first in line looks at the queue, so that an item wakes one of them.
   */
  claim(options: RecipeOptions = {}): Promise<ClaimedItem> {
    return within(this.client, options, async (term) => {
      const taken = await this.claims(term);
      const free = (await this.list(term)).filter((name) => !taken.has(name));
      const found = await this.claimOne(term, free);
      if (found !== null) return found;
      const lease = await this.idle.acquire({ signal: term.signal });
      try {
        for (;;) {
          const item = oneShotWatch();
          const claim = oneShotWatch();
          const claims = await this.claims(term, claim.watch);
          const names = await this.list(term, item.watch);
          const mine = await this.claimOne(
            term,
            names.filter((name) => !claims.has(name)),
          );
          if (mine !== null) return mine;
          // A claim that ends without its item wakes too: its session died.
          await term.until(Promise.race([item.fired, claim.fired]));
        }
      } finally {
        void lease.release().catch(() => undefined);
      }
    });
  }

  private async list(term: Term, watch?: WatchCallback): Promise<string[]> {
    const { client, path, prefix } = this;
    const options = watch === undefined ? {} : { watch };
    for (;;) {
      try {
        const { children } = await term.repeat((call) => client.getChildren(path, { ...call, ...options }));
        return inOrder({ prefixes: [prefix] }, children).filter((name) => name.startsWith(prefix));
      } catch (error) {
        if (!hasCode(error, ErrorCode.noNode)) throw error;
        await ensurePath(term, path);
      }
    }
  }

  private async claims(term: Term, watch?: WatchCallback): Promise<ReadonlySet<string>> {
    const { client, claimsPath } = this;
    const options = watch === undefined ? {} : { watch };
    for (;;) {
      try {
        const read = await term.repeat((call) => client.getChildren(claimsPath, { ...call, ...options }));
        return new Set(read.children);
      } catch (error) {
        if (!hasCode(error, ErrorCode.noNode)) throw error;
        await ensurePath(term, claimsPath);
      }
    }
  }

  private async takeOne(term: Term, path: string): Promise<Uint8Array | null> {
    const { client } = this;
    const read = await term.repeat((call) => client.getData(path, call)).catch(absent);
    if (read === null) return null;
    const data = this.unwrap(read.data);
    try {
      await term.once((call) => client.delete(path, call));
      return data;
    } catch (error) {
      if (hasCode(error, ErrorCode.noNode)) return null;
      if (!(error instanceof ZooKeeperError) || !error.outcomeUnknown) throw error;
      await term.repeat((call) => client.sync(path, call));
      const stat = await term.repeat((call) => client.exists(path, call));
      if (stat === null) throw new ItemInDoubtError(path, data);
      return this.takeOne(term, path);
    }
  }

  private async claimOne(term: Term, names: readonly string[]): Promise<ClaimedItem | null> {
    for (const name of names) {
      const claimPath = childOf(this.claimsPath, name);
      const token = await this.enterClaim(term, claimPath);
      if (token === null) continue;
      const path = childOf(this.path, name);
      const read = await term
        .repeat((call) => this.client.getData(path, call))
        .catch(absent)
        .catch((error) => {
          this.dropClaim(claimPath);
          throw error;
        });
      // Finished between the listing and the claim.
      if (read === null) this.dropClaim(claimPath);
      else return this.claimed(name, path, claimPath, this.unwrap(read.data), token);
    }
    return null;
  }

  /** The claim's czxid, or null when another session has it. A claim that a lost reply left is found by its owner. */
  private async enterClaim(term: Term, claimPath: string): Promise<number | null> {
    const { client } = this;
    for (;;) {
      try {
        const made = await term.once((call) =>
          client.create(claimPath, null, { ...call, mode: 'ephemeral' }),
        );
        return made.stat.czxid;
      } catch (error) {
        if (hasCode(error, ErrorCode.nodeExists)) return null;
        if (hasCode(error, ErrorCode.noNode)) await ensurePath(term, this.claimsPath);
        else if (term.signal.aborted) {
          this.dropClaim(claimPath);
          throw error;
        } else if (error instanceof ZooKeeperError && error.outcomeUnknown) {
          await term.repeat((call) => client.sync(claimPath, call));
          const stat = await term.repeat((call) => client.exists(claimPath, call));
          if (stat !== null) return stat.ephemeralOwner === this.session() ? stat.czxid : null;
        } else if (!hasCode(error, ErrorCode.connectionLoss)) throw error;
      }
    }
  }

  private claimed(
    name: string,
    path: string,
    claimPath: string,
    data: Uint8Array,
    token: number,
  ): ClaimedItem {
    const { client } = this;
    const finish = (term: Term): Promise<void> => this.finish(term, path, claimPath, token);
    return {
      name,
      path,
      data,
      token,
      finish: (options = {}) => within(client, options, finish),
      giveBack: (options = {}) =>
        within(client, options, async (term) => {
          await term.repeat((call) => client.delete(claimPath, call)).catch(absent);
        }),
    };
  }

  /** Item and claim go together: whoever sees the claim gone and the item there knows that the work was not done. */
  private async finish(term: Term, path: string, claimPath: string, token: number): Promise<void> {
    const { client } = this;
    for (;;) {
      try {
        await term.once((call) => client.multi().delete(claimPath).delete(path).commit(call));
        return;
      } catch (error) {
        if (hasCode(error, ErrorCode.noNode)) throw new ItemLostError(path);
        if (!(error instanceof ZooKeeperError) || !error.outcomeUnknown) throw error;
        await term.repeat((call) => client.sync(path, call));
        const claim = await term.repeat((call) => client.exists(claimPath, call));
        // The claim was ours and nobody else deletes it: gone in a living session, it went with the item.
        if (claim === null) return;
        if (claim.czxid !== token) throw new ItemLostError(path);
      }
    }
  }

  private dropClaim(claimPath: string): void {
    const { client } = this;
    const term = new Term(client);
    term
      .repeat((call) => client.exists(claimPath, call))
      .then((stat) =>
        stat === null || stat.ephemeralOwner !== this.session()
          ? undefined
          : term.repeat((call) => client.delete(claimPath, call)),
      )
      .catch(() => undefined)
      .finally(() => term.end());
  }

  private session(): bigint | null {
    const { state } = this.client;
    return 'sessionId' in state ? BigInt(state.sessionId) : null;
  }

  private unwrap(data: Uint8Array | null): Uint8Array {
    const bytes = data ?? new Uint8Array();
    if (this.layout === 'simple') return bytes;
    return unwrapItems(bytes)?.[0] ?? bytes;
  }
}

function absent(error: unknown): null {
  if (hasCode(error, ErrorCode.noNode)) return null;
  throw error;
}
