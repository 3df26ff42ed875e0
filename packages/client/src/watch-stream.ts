import { ErrorCode } from '@vivarium/jute';
import type { WatchEvent, WatchLoss } from './watch-event.ts';
import { ZooKeeperError } from './zookeeper-error.ts';

/** Events waiting for a slow reader; above it they collapse into one `restored`, which says the same: read again. */
export const MAX_WAITING_EVENTS = 10_000;

/** A persistent watch as an async iterator. Ends when it is removed or the client closes; throws when the session is lost. */
export class WatchStream implements AsyncIterableIterator<WatchEvent> {
  readonly path: string;
  private readonly removeFromServer: () => Promise<void>;
  private waiting: WatchEvent[] = [];
  private readers: { resolve: (r: IteratorResult<WatchEvent>) => void; reject: (e: Error) => void }[] = [];
  private ended: { readonly error: Error | null } | null = null;

  constructor(path: string, removeFromServer: () => Promise<void>) {
    this.path = path;
    this.removeFromServer = removeFromServer;
  }

  /** What the client calls on each event. */
  readonly watch = (event: WatchEvent): void => {
    if (this.ended !== null) return;
    if (event.type === 'lost') {
      this.end(lossError(event.cause, this.path));
      return;
    }
    const reader = this.readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: event });
      return;
    }
    if (this.waiting.length >= MAX_WAITING_EVENTS) this.waiting = [{ type: 'restored' }];
    else this.waiting.push(event);
  };

  next(): Promise<IteratorResult<WatchEvent>> {
    const event = this.waiting.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.ended !== null) {
      const { error } = this.ended;
      this.ended = { error: null };
      return error === null ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
    }
    return new Promise((resolve, reject) => this.readers.push({ resolve, reject }));
  }

  /** Removes the watch; the server is told when nobody else of this client needs it. */
  async return(): Promise<IteratorResult<WatchEvent>> {
    if (this.ended === null) {
      this.end(null);
      await this.removeFromServer();
    }
    this.waiting = [];
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private end(error: Error | null): void {
    const readers = this.readers;
    this.readers = [];
    this.ended = { error: readers.length > 0 ? null : error };
    for (const [i, reader] of readers.entries()) {
      if (error !== null && i === 0) reader.reject(error);
      else reader.resolve({ done: true, value: undefined });
    }
  }
}

function lossError(cause: WatchLoss, path: string): Error | null {
  if (cause === 'expired') return new ZooKeeperError(ErrorCode.sessionExpired, path);
  if (cause === 'auth-failed') return new ZooKeeperError(ErrorCode.authFailed, path);
  if (cause === 'unsupported') return new ZooKeeperError(ErrorCode.unimplemented, path);
  return null;
}
