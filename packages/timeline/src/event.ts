/**
 * Everything that happens in or around a member, as a closed union. A member emits these from inside; the
 * status poll, and later the election probe and the observer tap, emit them from outside. One fold
 * (`foldEvent`) turns them into the picture, live, replayed or simulated.
 *
 * 64-bit ids that are not zxids travel as lower-case hex text ("0x…"), so that every event survives JSON.
 */

/** What `zkServer.sh status` prints after "Mode: ", or why it prints none. */
export type Mode = 'leader' | 'follower' | 'observer' | 'standalone' | 'read-only' | 'looking';

export interface EventStamp {
  /** Rises by one per event of one source. */
  readonly seq: number;
  /** The source's monotonic clock, ms. */
  readonly atMs: number;
  /** The source's wall clock, ms since 1970. */
  readonly wallMs: number;
  /** Server id of the member that the event is about. */
  readonly member: number;
}

export type EventBody =
  | { readonly type: 'modeChanged'; readonly mode: Mode; readonly cause: string }
  | { readonly type: 'connectionOpened'; readonly address: string }
  | { readonly type: 'connectionClosed'; readonly address: string; readonly cause: string }
  | {
      readonly type: 'sessionOpened';
      readonly session: string;
      readonly timeoutMs: number;
      readonly address: string;
      readonly cause: 'created' | 'reattached';
    }
  | { readonly type: 'sessionClosed'; readonly session: string; readonly cause: 'closed' | 'expired' }
  | {
      readonly type: 'committed';
      readonly zxid: number;
      readonly session: string;
      readonly cxid: number;
      /** Name of the operation: create, setData, multi, … */
      readonly op: string;
      /** Paths that the transaction touched. */
      readonly paths: readonly string[];
      /** Bytes of the transaction. */
      readonly bytes: number;
    }
  | { readonly type: 'snapshotStarted'; readonly zxid: number }
  | { readonly type: 'snapshotFinished'; readonly zxid: number; readonly bytes: number }
  | { readonly type: 'diskFailed'; readonly cause: string }
  | { readonly type: 'statusPolled'; readonly status: MemberStatus }
  | { readonly type: 'statusUnavailable'; readonly cause: string };

export type TimelineEvent = EventStamp & EventBody;

/** What `srvr` tells about a member. */
export interface MemberStatus {
  /** As printed: "3.9.5-…, built on …". */
  readonly version: string;
  readonly mode: Mode;
  readonly zxid: number;
  readonly latencyMs: { readonly min: number; readonly avg: number; readonly max: number };
  readonly received: number;
  readonly sent: number;
  readonly connections: number;
  readonly outstanding: number;
  readonly nodeCount: number;
}
