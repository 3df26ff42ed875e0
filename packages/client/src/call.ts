import { ErrorCode } from '@vivarium/jute';
import type { Request, RequestShape, WatchRegistration } from './machine/request.ts';
import { ZooKeeperError } from './zookeeper-error.ts';

export interface CallOptions {
  /** Ends the wait with the signal's reason. A write that has left may still happen. */
  readonly signal?: AbortSignal;
  /** Overrides the client's `requestDeadlineMs`; Infinity for none. */
  readonly deadlineMs?: number;
}

/** An operation: how it stands on the wire and what its reply means. One constant per operation. */
export interface CallShape<T> extends RequestShape {
  /**
   * Makes the result from the decoded reply; runs while the reply's bytes are valid. `strip` makes a
   * server's path the caller's.
   */
  readonly finish: (reply: never, strip: (path: string) => string) => T;
  /** The result for NONODE where that is an answer; undefined where it is an error. */
  readonly whenAbsent?: T;
}

type Resolve<T> = (value: T | PromiseLike<T>) => void;

/**
 * Settles promises in the order of the calls, knowing `resolve` alone: the function that rejects would take a tenth
 * of the memory of every outstanding request. A failure is therefore a promise handed to `resolve`, which takes
 * effect a few microtasks later; a success behind it takes the same way until these have run.
 */
export class Turn {
  /** Makes a server's path the caller's. */
  readonly strip: (path: string) => string;
  private failing = false;

  constructor(strip: (path: string) => string) {
    this.strip = strip;
  }

  fulfil<T>(resolve: Resolve<T>, value: T): void {
    resolve(this.failing ? Promise.resolve(value) : value);
  }

  reject<T>(resolve: Resolve<T>, error: unknown): void {
    if (!this.failing) {
      this.failing = true;
      queueMicrotask(() => {
        this.failing = false;
      });
    }
    const rejected = Promise.reject(error);
    // A caller that stopped waiting was told already, and takes no second word.
    rejected.catch(() => {});
    resolve(rejected);
  }
}

/** A request with its promise. */
export class Call<T = unknown> implements Request {
  readonly shape: CallShape<T>;
  /** As the caller wrote it, for errors; null when the request has none. */
  readonly path: string | null;
  body: unknown;
  readonly watch: WatchRegistration | null;
  readonly deadlineAtMs: number;
  phase: Request['phase'] = 'new';
  xid = 0;
  err = 0;
  private readonly resolve: Resolve<T>;

  constructor(
    shape: CallShape<T>,
    path: string | null,
    body: unknown,
    watch: WatchRegistration | null,
    deadlineAtMs: number,
    resolve: Resolve<T>,
  ) {
    this.shape = shape;
    this.path = path;
    this.body = body;
    this.watch = watch;
    this.deadlineAtMs = deadlineAtMs;
    this.resolve = resolve;
  }

  // On the prototype: tens of thousands of these may be outstanding, so every field counts.
  get type(): 'request' {
    return 'request';
  }

  /** Called once, when the machine hands the request back. */
  settle(turn: Turn): void {
    this.detach();
    const { shape, err } = this;
    if (err === ErrorCode.noNode && shape.whenAbsent !== undefined) {
      turn.fulfil(this.resolve, shape.whenAbsent);
    } else if (err !== ErrorCode.ok) {
      turn.reject(this.resolve, this.failure());
    } else {
      try {
        turn.fulfil(this.resolve, shape.finish(this.body as never, turn.strip));
      } catch (error) {
        turn.reject(this.resolve, error);
      }
    }
  }

  /** Called instead of `settle` when the caller stops waiting. */
  fail(turn: Turn, error: unknown): void {
    this.detach();
    turn.reject(this.resolve, error);
  }

  /** What is to be undone at the end; of a plain call nothing. */
  protected detach(): void {}

  private failure(): ZooKeeperError {
    const { err, path } = this;
    const left = this.xid !== 0;
    const local = err === ErrorCode.connectionLoss || err === ErrorCode.requestTimeout;
    if (err === ErrorCode.requestTimeout && !left) {
      const words = 'There was no connection within the deadline of the request; it was not sent.';
      return new ZooKeeperError(err, path, false, words);
    }
    return new ZooKeeperError(err, path, local && left);
  }
}

/** A call that an AbortSignal may end. */
export class AbortableCall<T = unknown> extends Call<T> {
  private signal: AbortSignal | null = null;
  private onAbort: () => void = () => undefined;

  /** Calls `onAbort` when the signal comes before the end. */
  heed(signal: AbortSignal, onAbort: () => void): void {
    this.signal = signal;
    this.onAbort = onAbort;
    signal.addEventListener('abort', onAbort, { once: true });
  }

  protected override detach(): void {
    this.signal?.removeEventListener('abort', this.onAbort);
  }
}
