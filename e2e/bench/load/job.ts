export type Operation = 'get' | 'set' | 'mix' | 'create' | 'multi' | 'ephemeral';

/** What a generator process is to do; all of it is decided by the parent. */
export interface LoadJob {
  readonly kind: 'load';
  /** Connections are spread over these. */
  readonly ports: readonly number[];
  readonly connections: number;
  readonly inFlight: number;
  readonly operation: Operation;
  readonly dataBytes: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** Requests per second of this process at fixed times; 0 sends the next when a reply has come. */
  readonly ratePerSecond: number;
  /** Makes the names of this process and run unlike any other's. */
  readonly label: string;
}

/** One request at a time over one connection; see `one-at-a-time.ts`. */
export type AloneJob = Pick<LoadJob, 'operation' | 'dataBytes' | 'warmUpMs' | 'durationMs'>;

export interface AloneResult {
  readonly histogram: readonly number[];
}

/** Opens sessions and holds them until the next job. */
export interface SessionsJob {
  readonly kind: 'sessions';
  /** Connections are spread over these. */
  readonly ports: readonly number[];
  readonly sessions: number;
  readonly atOnce: number;
}

/** Sets a watch in every held session, says `armed`, and reports when the last event has come. */
export interface WatchJob {
  readonly kind: 'watch';
  readonly path: string;
}

/** Closes the sockets of the held sessions. */
export interface ReleaseJob {
  readonly kind: 'release';
}

/** Creates `count` znodes of `dataBytes` below `parent`, pipelined over a few connections. */
export interface FillJob {
  readonly kind: 'fill';
  /** Connections are spread over these. */
  readonly ports: readonly number[];
  readonly parent: string;
  readonly count: number;
  readonly dataBytes: number;
  readonly connections: number;
  readonly inFlight: number;
  readonly label: string;
}

export type Job = LoadJob | SessionsJob | WatchJob | ReleaseJob | FillJob;

/** What a generator process says. */
export type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'armed' }
  | {
      readonly type: 'done';
      readonly operations: number;
      readonly elapsedMs: number;
      readonly histogram: readonly number[];
      /** Wall clock, ms, of the last thing that the job waited for. */
      readonly endedAtMs: number;
    }
  | { readonly type: 'failed'; readonly reason: string };
