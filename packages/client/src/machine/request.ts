import type { Codec, OpCode } from '@vivarium/jute';

/** Whom a watch event goes to; the machine only compares these by identity. */
export type Watcher = object;

/** Which table of the server a watch stands in. */
export type WatchKind = 'data' | 'exist' | 'child' | 'persistent' | 'persistentRecursive';

export interface WatchRegistration {
  /** `exist` becomes `data` when the node is there, as the server files it. */
  readonly kind: WatchKind;
  /** As the server knows it, chroot included. */
  readonly path: string;
  readonly watcher: Watcher;
}

/** What all requests of one kind share. */
export interface RequestShape {
  readonly op: OpCode;
  readonly bodyCodec: Codec<unknown> | null;
  readonly replyCodec: Codec<unknown> | null;
}

/**
 * One request from hand-over to its end. It is the input of the machine, stands in its queues, and comes
 * back in the outbox with `err` and the reply's `body` filled in: one object per request, nothing else.
 */
export interface Request {
  readonly type: 'request';
  readonly shape: RequestShape;
  /** The record to send; null once it is written, so that no data is kept until the reply; then the reply's record. */
  body: unknown;
  readonly watch: WatchRegistration | null;
  /** On the clock of the ticks; Infinity for none. */
  readonly deadlineAtMs: number;
  phase: 'new' | 'queued' | 'sent' | 'settled';
  /** 0 until its bytes may have reached a server: from then on a lost connection leaves the outcome unknown. */
  xid: number;
  /** 0, the server's code, or a local one: connectionLoss, sessionExpired, authFailed, requestTimeout, throttledOp. */
  err: number;
}
