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

/** A request with its promise. */
export class Call<T = unknown> implements Request {
  readonly type = 'request';
  readonly shape: CallShape<T>;
  /** As the caller wrote it, for errors; null when the request has none. */
  readonly path: string | null;
  readonly body: unknown;
  readonly watch: WatchRegistration | null;
  readonly deadlineAtMs: number;
  phase: Request['phase'] = 'new';
  xid = 0;
  err = 0;
  zxid = 0;
  reply: unknown = null;
  left = false;
  /** Detaches from the AbortSignal. */
  onSettled: (() => void) | null = null;
  private readonly strip: (path: string) => string;
  private readonly resolve: (value: T) => void;
  private readonly reject: (error: unknown) => void;

  constructor(
    shape: CallShape<T>,
    path: string | null,
    body: unknown,
    watch: WatchRegistration | null,
    deadlineAtMs: number,
    strip: (path: string) => string,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.shape = shape;
    this.path = path;
    this.body = body;
    this.watch = watch;
    this.deadlineAtMs = deadlineAtMs;
    this.strip = strip;
    this.resolve = resolve;
    this.reject = reject;
  }

  /** Called once, when the machine hands the request back. */
  settle(): void {
    this.onSettled?.();
    const { shape, err } = this;
    if (err === ErrorCode.noNode && shape.whenAbsent !== undefined) {
      this.resolve(shape.whenAbsent);
      return;
    }
    if (err !== ErrorCode.ok) {
      this.reject(this.failure());
      return;
    }
    try {
      this.resolve(shape.finish(this.reply as never, this.strip));
    } catch (error) {
      this.reject(error);
    }
  }

  /** Called instead of `settle` when the caller stops waiting. */
  fail(error: unknown): void {
    this.onSettled?.();
    this.reject(error);
  }

  private failure(): ZooKeeperError {
    const { err, left, path } = this;
    const local = err === ErrorCode.connectionLoss || err === ErrorCode.requestTimeout;
    if (err === ErrorCode.requestTimeout && !left) {
      const words = 'There was no connection within the deadline of the request; it was not sent.';
      return new ZooKeeperError(err, path, false, words);
    }
    return new ZooKeeperError(err, path, local && left);
  }
}
