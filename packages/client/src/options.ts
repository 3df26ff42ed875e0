import type { ConnectionOptions } from 'node:tls';
import type { CallOptions } from './call.ts';
import type { WatchCallback } from './watch-event.ts';

export interface ZooKeeperOptions {
  /** Asked for; the server grants between 2 and 20 of its ticks. 30 s when missing. */
  readonly sessionTimeoutMs?: number;
  /** How long each request may wait for its reply, waiting for a connection included. 30 s when missing. */
  readonly requestDeadlineMs?: number;
  /** Also accept a member without quorum, and move on to one that has it as soon as there is one. Off when missing. */
  readonly acceptReadOnly?: boolean;
  /** TLS instead of plain TCP: `ca`, `cert`, `key`, … of node:tls. */
  readonly tls?: ConnectionOptions;
  /** Longest reply that is accepted. 64 MiB when missing. */
  readonly maxReplyBytes?: number;
  /** Longest request that is sent; not above the server's jute.maxbuffer. 1,048,575 when missing. */
  readonly maxRequestBytes?: number;
  /** Requests waiting or in flight; the next one fails with THROTTLEDOP. 262,144 when missing. */
  readonly maxOutstanding?: number;
  /** Shuffles the servers and spreads reconnects: numbers in [0, 1). Math.random when missing. */
  readonly random?: () => number;
  /** Hears exceptions of watch and state callbacks. When missing they surface as uncaught exceptions. */
  readonly onCallbackError?: (error: unknown) => void;
}

export interface ReadOptions extends CallOptions {
  /** Leaves a one-shot watch; see `oneShotWatch` for a promise. */
  readonly watch?: WatchCallback;
}

export interface WriteOptions extends CallOptions {
  /** Refused with BADVERSION unless the node has this version; any when missing. */
  readonly version?: number;
}

export type WatchMode = 'persistent' | 'persistentRecursive';
/** `any` takes every watch of this client from the path. */
export type RemovableWatch = 'data' | 'children' | WatchMode | 'any';

/** A change of the ensemble's members: some join and leave, or the list is replaced. In the syntax of zoo.cfg. */
export interface Reconfiguration {
  /** `server.5=host:2888:3888;2181`, several with commas between them. */
  readonly joining?: string;
  /** Server ids with commas between them. */
  readonly leaving?: string;
  /** The whole new list; not together with the other two. */
  readonly members?: string;
  /** Refused unless the configuration in force has this version; any when missing. */
  readonly fromConfig?: number;
}
