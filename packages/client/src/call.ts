import { type Codec, ErrorCode, type OpCode } from '@vivarium/jute';
import type { Request, WatchRegistration } from './machine/request.ts';
import { ZooKeeperError } from './zookeeper-error.ts';

export interface CallOptions {
  /** Ends the wait with the signal's reason. A write that has left may still happen. */
  readonly signal?: AbortSignal;
  /** Overrides the client's `requestDeadlineMs`; Infinity for none. */
  readonly deadlineMs?: number;
}

/** What a request is made of, before it is a call. */
export interface CallSpec<T> {
  readonly op: OpCode;
  /** As the caller wrote it, for errors; null when the request has none. */
  readonly path: string | null;
  readonly body: unknown;
  readonly bodyCodec: Codec<unknown> | null;
  readonly replyCodec: Codec<unknown> | null;
  readonly watch?: WatchRegistration | null;
  /** Makes the result from the decoded reply; runs while the reply's bytes are valid. */
  readonly finish: (reply: never) => T;
  /** The result for NONODE where that is an answer; undefined where it is an error. */
  readonly whenAbsent?: T;
}

/** A request with its promise. */
export class Call<T = unknown> implements Request {
  readonly type = 'request';
  readonly op: OpCode;
  readonly body: unknown;
  readonly bodyCodec: Codec<unknown> | null;
  readonly replyCodec: Codec<unknown> | null;
  readonly watch: WatchRegistration | null;
  readonly deadlineAtMs: number;
  phase: Request['phase'] = 'new';
  xid = 0;
  err = 0;
  zxid = 0;
  reply: unknown = null;
  left = false;
  private readonly spec: CallSpec<T>;
  private readonly resolve: (value: T) => void;
  private readonly reject: (error: unknown) => void;
  /** Detaches from the AbortSignal. */
  onSettled: (() => void) | null = null;

  constructor(
    spec: CallSpec<T>,
    deadlineAtMs: number,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.op = spec.op;
    this.body = spec.body;
    this.bodyCodec = spec.bodyCodec;
    this.replyCodec = spec.replyCodec;
    this.watch = spec.watch ?? null;
    this.deadlineAtMs = deadlineAtMs;
    this.spec = spec;
    this.resolve = resolve;
    this.reject = reject;
  }

  /** Called once, when the machine hands the request back. */
  settle(): void {
    this.onSettled?.();
    const { spec, err } = this;
    if (err === ErrorCode.noNode && spec.whenAbsent !== undefined) {
      this.resolve(spec.whenAbsent);
      return;
    }
    if (err !== ErrorCode.ok) {
      this.reject(this.failure());
      return;
    }
    try {
      this.resolve((spec.finish as (reply: unknown) => T)(this.reply));
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
    const { err, left, spec } = this;
    const local = err === ErrorCode.connectionLoss || err === ErrorCode.requestTimeout;
    if (err === ErrorCode.requestTimeout && !left) {
      const words = 'There was no connection within the deadline of the request; it was not sent.';
      return new ZooKeeperError(err, spec.path, false, words);
    }
    return new ZooKeeperError(err, spec.path, local && left);
  }
}
