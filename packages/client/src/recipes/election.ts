import type { Acl } from '@vivarium/jute';
import { ErrorCode } from '@vivarium/jute';
import type { ZooKeeper } from '../zookeeper.ts';
import { childOf } from './ensure-path.ts';
import { Lease } from './lease.ts';
import { inOrder, type Line, Place, theOneAhead } from './line.ts';
import { PlaceLostError, SessionLostError } from './recipe-error.ts';
import { hasCode, type RecipeOptions, Term, within } from './term.ts';

/** `latch`: as Curator's LeaderLatch, `_c_<uuid>-latch-…`. `master`: as in the textbook, `master-…`. */
export type ElectionLayout = 'latch' | 'master';

export interface ElectionOptions {
  /** Told to the others as the data of the node. */
  readonly id: string;
  /** latch when missing. */
  readonly layout?: ElectionLayout;
  readonly acl?: readonly Acl[];
}

/** Where a candidate stands, closed: the last two are final. */
export type CandidateState =
  /** It enters the line. */
  | { readonly name: 'entering' }
  /** It is in line, and leads when the one ahead is gone. */
  | { readonly name: 'standby'; readonly path: string; readonly ahead: string }
  | { readonly name: 'leading'; readonly lease: Lease }
  | { readonly name: 'lost'; readonly error: unknown }
  | { readonly name: 'closed' };

export interface Participant {
  readonly id: string;
  readonly path: string;
  readonly isLeader: boolean;
  /** Its fencing token, if it leads. */
  readonly token: number;
}

/**
 * A candidate for leadership. `start` enters the line; it leads when it is first. A candidate whose node is
 * deleted by somebody enters again at the end; one whose session is over is lost for good. While it leads without
 * a connection its lease is `unconfirmed`, and it should act as if it did not lead.
 */
export class LeaderElection {
  readonly id: string;
  private readonly client: ZooKeeper;
  private readonly line: Line;
  private readonly listeners = new Set<(state: CandidateState) => void>();
  private readonly ending = new AbortController();
  private current: CandidateState = { name: 'entering' };
  private running: Promise<void> | null = null;

  constructor(client: ZooKeeper, path: string, { id, layout = 'latch', acl }: ElectionOptions) {
    this.client = client;
    this.id = id;
    const prefix = layout === 'latch' ? 'latch-' : 'master-';
    this.line = {
      path,
      prefix,
      prefixes: [prefix],
      isProtected: layout === 'latch',
      ...(acl === undefined ? {} : { acl }),
    };
  }

  get state(): CandidateState {
    return this.current;
  }

  /** Calls back on every change of state, from the next one on. Returns what ends the subscription. */
  subscribe(listener: (state: CandidateState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes part from now on. */
  start(): this {
    this.running ??= this.run();
    return this;
  }

  /** Resolves with the lease when this candidate leads; rejects when it is lost or closed before, or on deadline. */
  leading(options: RecipeOptions = {}): Promise<Lease> {
    this.start();
    return within(this.client, options, (term) =>
      term.until(
        new Promise<Lease>((resolve, reject) => {
          const look = (state: CandidateState) => {
            if (state.name === 'leading') resolve(state.lease);
            else if (state.name === 'lost') reject(state.error);
            else if (state.name === 'closed') reject(new Error('The candidate has withdrawn.'));
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

  /** Everyone in line, the leader first. */
  participants(options: RecipeOptions = {}): Promise<Participant[]> {
    const { client, line } = this;
    return within(client, options, async (term) => {
      const { children } = await term.repeat((call) => client.getChildren(line.path, call));
      const paths = inOrder(line, children).map((name) => childOf(line.path, name));
      const reads = paths.map((path) => term.repeat((call) => client.getData(path, call)).catch(absent));
      const found: Participant[] = [];
      for (const [at, read] of (await Promise.all(reads)).entries()) {
        if (read === null) continue;
        const id = new TextDecoder().decode(read.data ?? new Uint8Array());
        const isLeader = found.length === 0;
        found.push({ id, path: paths[at] as string, isLeader, token: read.stat.czxid });
      }
      return found;
    });
  }

  /** Withdraws: resolves when its node is gone, or the session is over. */
  async close(): Promise<void> {
    this.ending.abort(new Error('The candidate has withdrawn.'));
    await this.running;
    if (this.current.name !== 'lost') this.become({ name: 'closed' });
  }

  private async run(): Promise<void> {
    const term = new Term(this.client, { signal: this.ending.signal });
    try {
      for (;;) await this.takePart(term);
    } catch (error) {
      if (!this.ending.signal.aborted) this.become({ name: 'lost', error });
    } finally {
      term.end();
    }
  }

  /** From one place in the line to its loss. */
  private async takePart(term: Term): Promise<void> {
    this.become({ name: 'entering' });
    const place = await Place.take(term, this.line, this.id);
    let lease: Lease | null = null;
    try {
      await place.turn(term, theOneAhead, (ahead) => {
        this.become({ name: 'standby', path: place.path, ahead });
      });
      lease = new Lease(this.client, place);
      this.become({ name: 'leading', lease });
      const ended = await term.until(place.lost);
      if (ended instanceof PlaceLostError) return;
    } catch (error) {
      if (error instanceof PlaceLostError) return;
      if (!(error instanceof SessionLostError)) await (lease?.release() ?? place.leave());
      throw error;
    }
  }

  private become(state: CandidateState): void {
    this.current = state;
    for (const listener of [...this.listeners]) listener(state);
  }
}

function absent(error: unknown): null {
  if (hasCode(error, ErrorCode.noNode)) return null;
  throw error;
}
