import type { SessionId, Zxid } from '@vivarium/jute';
import type { Mode } from '@vivarium/timeline';
import type { WatchHolding } from '../watch/watch-table.ts';

/** What a host may show of a member: four-letter words, metrics, the dashboard. Counts are since the last reset. */
export interface MemberView {
  readonly sid: number;
  readonly mode: Mode;
  readonly serving: boolean;
  readonly zxid: Zxid;
  /** As `srvr` counts: the root's two names are two. */
  readonly nodeCount: number;
  /** Bytes of paths and data, as `zk_approximate_data_size`. */
  readonly dataSizeBytes: number;
  readonly ephemeralsCount: number;
  readonly latencyMs: { readonly min: number; readonly avg: number; readonly max: number };
  readonly readLatency: LatencySummary;
  readonly updateLatency: LatencySummary;
  readonly received: number;
  readonly sent: number;
  /** All of them, as `srvr` and `mntr` count. */
  readonly connections: number;
  readonly secureConnections: number;
  readonly outstanding: number;
  readonly globalSessions: number;
  readonly authFailedCount: number;
  readonly staleSessionsExpired: number;
  readonly connectionRequestCount: number;
  /** Sizes of replies in bytes, -1 before the first. */
  readonly responseBytes: { readonly last: number; readonly min: number; readonly max: number };
  readonly watchesByData: { readonly connections: number; readonly paths: number; readonly total: number };
  /** Data and child watches. */
  readonly watchCount: number;
}

export interface LatencySummary {
  readonly min: number;
  readonly avg: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
}

export interface ConnectionView {
  readonly address: string;
  readonly port: number;
  readonly secure: boolean;
  readonly queued: number;
  readonly received: number;
  readonly sent: number;
  /** Wall clock, ms. */
  readonly establishedMs: number;
  readonly session: {
    readonly id: SessionId;
    readonly timeoutMs: number;
    /** As `cons` prints it: GETD, PING, NA, … */
    readonly lastOp: string;
    readonly lastCxid: number;
    readonly lastZxid: Zxid;
    /** Monotonic, ms. */
    readonly lastResponseMs: number;
    readonly lastLatencyMs: number;
    readonly minLatencyMs: number;
    readonly avgLatencyMs: number;
    readonly maxLatencyMs: number;
  } | null;
}

/** What one session watches at this member. */
export interface WatchView {
  readonly session: SessionId;
  readonly watches: readonly WatchHolding[];
}

export interface SessionView {
  readonly id: SessionId;
  readonly timeoutMs: number;
  /** Monotonic, ms: end of the bucket in which it expires. */
  readonly expiresMs: number;
  readonly ephemerals: readonly string[];
}
