import type { ZooKeeper } from '../zookeeper.ts';
import type { Place } from './line.ts';
import { PlaceLostError, SessionLostError } from './recipe-error.ts';
import { finalCause, type RecipeOptions, within } from './term.ts';

/**
 * How sure a holder may be. `held`: the session stands. `unconfirmed`: there is no connection, and the session
 * may have expired meanwhile: begin nothing that two must not do at once. `lost` and `released` are final.
 */
export type LeaseState = 'held' | 'unconfirmed' | 'lost' | 'released';

/** What is held as long as a place in a line is the first one: a lock, or leadership. */
export class Lease {
  /** The node that holds it. */
  readonly path: string;
  /**
   * The fencing token: the node's czxid. Whoever holds later has a greater one, so a resource that remembers
   * the greatest it was shown can turn a holder away that does not know yet that it lost.
   */
  readonly token: number;
  private readonly client: ZooKeeper;
  private readonly place: Place;
  private readonly controller = new AbortController();
  private readonly unsubscribe: () => void;
  private released: Promise<void> | null = null;

  constructor(client: ZooKeeper, place: Place) {
    this.client = client;
    this.place = place;
    this.path = place.path;
    this.token = place.czxid;
    const look = () => {
      const cause = finalCause(client.state);
      if (cause !== null) this.lose(new SessionLostError(cause));
    };
    this.unsubscribe = client.subscribe(look);
    void place.lost.then((error) => this.lose(error));
    look();
  }

  get state(): LeaseState {
    if (this.released !== null) return 'released';
    if (this.controller.signal.aborted) return 'lost';
    return this.client.state.name === 'connected' ? 'held' : 'unconfirmed';
  }

  /** Aborts with SessionLostError or PlaceLostError when it is lost; never on release. Hand it to the work. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /**
   * Gives it back. The node is deleted even when the connection is gone for long; with a deadline only the
   * waiting for that ends. Resolves also when it was lost already.
   */
  release(options: RecipeOptions = {}): Promise<void> {
    this.unsubscribe();
    this.released ??= this.place.leave();
    const gone = this.released;
    return within(this.client, options, (term) => term.until(gone)).catch((error) => {
      if (!(error instanceof SessionLostError || error instanceof PlaceLostError)) throw error;
    });
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  private lose(error: SessionLostError | PlaceLostError): void {
    if (this.released !== null) return;
    this.unsubscribe();
    this.controller.abort(error);
  }
}
