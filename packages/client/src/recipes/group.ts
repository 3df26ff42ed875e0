import type { Stat } from '@vivarium/jute';
import { ErrorCode } from '@vivarium/jute';
import { type NodeData, toBytes } from '../multi.ts';
import { oneShotWatch } from '../watch-event.ts';
import type { ZooKeeper } from '../zookeeper.ts';
import { ZooKeeperError } from '../zookeeper-error.ts';
import { childOf, ensurePath } from './ensure-path.ts';
import { SessionLostError } from './recipe-error.ts';
import { hasCode, type RecipeOptions, Term, within } from './term.ts';
import { TreeCache } from './tree-cache.ts';

/** Where a member stands, closed: the last two are final. */
export type MembershipState =
  | { readonly name: 'joining' }
  /** Another session has a member of this id; it is joined when that one has gone. */
  | { readonly name: 'waiting'; readonly owner: bigint }
  | { readonly name: 'joined'; readonly czxid: number }
  | { readonly name: 'lost'; readonly error: unknown }
  | { readonly name: 'left' };

/**
 * A member of a group, laid out as Curator's GroupMember: an ephemeral node called as the member, with its payload.
 * It is made again when somebody deletes it, and lost for good with its session.
 */
export class Membership {
  readonly path: string;
  readonly id: string;
  private readonly client: ZooKeeper;
  private readonly group: string;
  private payload: Uint8Array;
  private readonly listeners = new Set<(state: MembershipState) => void>();
  private readonly ending = new AbortController();
  private current: MembershipState = { name: 'joining' };
  private readonly running: Promise<void>;

  /** Joins at once; `joined` tells when. */
  constructor(client: ZooKeeper, group: string, id: string, payload: NodeData = null) {
    this.client = client;
    this.group = group;
    this.id = id;
    this.path = childOf(group, id);
    this.payload = toBytes(payload) ?? new Uint8Array();
    this.running = this.run();
  }

  get state(): MembershipState {
    return this.current;
  }

  /** Calls back on every change of state, from the next one on. Returns what ends the subscription. */
  subscribe(listener: (state: MembershipState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when the node stands; rejects when the membership is lost or left before, or on deadline. */
  joined(options: RecipeOptions = {}): Promise<void> {
    return within(this.client, options, (term) =>
      term.until(
        new Promise<void>((resolve, reject) => {
          const look = (state: MembershipState) => {
            if (state.name === 'joined') resolve();
            else if (state.name === 'lost') reject(state.error);
            else if (state.name === 'left') reject(new Error('The member has left.'));
            else return;
            unsubscribe();
          };
          const unsubscribe = this.subscribe(look);
          term.signal.addEventListener('abort', unsubscribe);
          look(this.current);
        }),
      ),
    );
  }

  /** Changes what the others read of this member, now and whenever its node is made again. */
  async setPayload(payload: NodeData, options: RecipeOptions = {}): Promise<void> {
    const data = toBytes(payload) ?? new Uint8Array();
    this.payload = data;
    if (this.current.name !== 'joined') return;
    await within(this.client, options, (term) =>
      term.repeat((call) => this.client.setData(this.path, data, call)),
    );
  }

  /** Resolves when the node is gone, or the session is over. */
  async leave(): Promise<void> {
    this.ending.abort(new Error('The member has left.'));
    await this.running;
    if (this.current.name !== 'lost') this.become({ name: 'left' });
  }

  private async run(): Promise<void> {
    const term = new Term(this.client, { signal: this.ending.signal });
    try {
      for (;;) await this.stand(term);
    } catch (error) {
      if (!this.ending.signal.aborted) this.become({ name: 'lost', error });
      if (!(error instanceof SessionLostError)) await this.takeAway();
    } finally {
      term.end();
    }
  }

  /** From one change of the node to the next, whoever owns it. */
  private async stand(term: Term): Promise<void> {
    const { client, path } = this;
    const { watch, fired } = oneShotWatch();
    const stat = await term.repeat((call) => client.exists(path, { ...call, watch }));
    if (stat === null) {
      await this.make(term);
      return;
    }
    const isOurs = stat.ephemeralOwner === this.session();
    const state: MembershipState = isOurs
      ? { name: 'joined', czxid: stat.czxid }
      : { name: 'waiting', owner: stat.ephemeralOwner };
    if (!isSameState(this.current, state)) this.become(state);
    await term.until(fired);
  }

  private async make(term: Term): Promise<void> {
    const { client, path, payload } = this;
    for (;;) {
      try {
        await term.once((call) => client.create(path, payload, { ...call, mode: 'ephemeral' }));
        return;
      } catch (error) {
        // There already: ours after a lost reply, or somebody's. Its owner tells.
        if (hasCode(error, ErrorCode.nodeExists)) return;
        if (hasCode(error, ErrorCode.noNode)) await ensurePath(term, this.group);
        else if (term.signal.aborted || !(error instanceof ZooKeeperError)) throw error;
        else if (error.code !== ErrorCode.connectionLoss && error.code !== ErrorCode.requestTimeout) {
          throw error;
        }
      }
    }
  }

  /** Our node only: behind a sync, so that a create that was under way is seen. */
  private async takeAway(): Promise<void> {
    const { client, path } = this;
    const term = new Term(client);
    try {
      await term.repeat((call) => client.sync(path, call));
      const stat = await term.repeat((call) => client.exists(path, call));
      if (stat?.ephemeralOwner !== this.session()) return;
      await term.repeat((call) => client.delete(path, call));
    } catch (error) {
      const isGone = hasCode(error, ErrorCode.noNode) || error instanceof SessionLostError;
      if (!isGone && this.current.name !== 'lost') throw error;
    } finally {
      term.end();
    }
  }

  private session(): bigint | null {
    const { state } = this.client;
    return 'sessionId' in state ? BigInt(state.sessionId) : null;
  }

  private become(state: MembershipState): void {
    this.current = state;
    for (const listener of [...this.listeners]) listener(state);
  }
}

function isSameState(a: MembershipState, b: MembershipState): boolean {
  if (a.name === 'joined' && b.name === 'joined') return a.czxid === b.czxid;
  return a.name === 'waiting' && b.name === 'waiting' && a.owner === b.owner;
}

export interface GroupMember {
  readonly id: string;
  readonly payload: Uint8Array;
  readonly stat: Stat;
}

/** Who is in a group, kept up to date until `close`. */
export class Group {
  readonly cache: TreeCache;

  constructor(client: ZooKeeper, path: string) {
    this.cache = new TreeCache(client, path, { maxDepth: 1 }).start();
  }

  /** Resolves when the members are known for the first time. */
  ready(options: RecipeOptions = {}): Promise<void> {
    return this.cache.ready(options);
  }

  /** The members of now, by id. */
  get members(): readonly GroupMember[] {
    const { cache } = this;
    return cache
      .children(cache.root)
      .sort()
      .flatMap((id) => {
        const node = cache.get(childOf(cache.root, id));
        return node === undefined ? [] : [{ id, payload: node.data ?? new Uint8Array(), stat: node.stat }];
      });
  }

  /** Hears of every member that comes, changes its payload or goes. Returns what ends the subscription. */
  subscribe(listener: (what: 'joined' | 'changed' | 'left', id: string) => void): () => void {
    const what = { added: 'joined', changed: 'changed', removed: 'left' } as const;
    return this.cache.subscribe((change) => {
      if (!('path' in change) || change.path === this.cache.root) return;
      listener(what[change.type], change.path.slice(change.path.lastIndexOf('/') + 1));
    });
  }

  close(): Promise<void> {
    return this.cache.close();
  }
}
