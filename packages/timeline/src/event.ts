import type { StandingFault } from './standing-fault.ts';

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
  /** Server id of the member that the event is about; 0 where it is about the whole ensemble. */
  readonly member: number;
  /** By which it was seen from outside; absent where the member told it itself. */
  readonly means?: MeansName;
  /** How finely `atMs` was seen from outside, ± this many ms. */
  readonly resolutionMs?: number;
}

/** A vote, as members tell each other. */
export interface VoteFacts {
  /** Sid of the leader voted for. */
  readonly leader: number;
  /** Last logged zxid of that leader. */
  readonly zxid: number;
  readonly peerEpoch: number;
}

/** What a member is doing, as its election port says it. */
export type PeerState = 'looking' | 'following' | 'leading' | 'observing';

/** How a member's part in its ensemble changes: election, discovery, synchronization, broadcast. */
export type EnsembleEventBody =
  | { readonly type: 'electionStarted'; readonly round: number; readonly cause: string }
  | { readonly type: 'voteSent'; readonly to: number; readonly round: number; readonly vote: VoteFacts }
  | {
      readonly type: 'voteReceived';
      readonly from: number;
      readonly round: number;
      /** What the sender does: looking, following, leading, observing. */
      readonly state: string;
      readonly vote: VoteFacts;
    }
  | {
      readonly type: 'elected';
      readonly round: number;
      readonly vote: VoteFacts;
      /** By the votes of this round, or by joining a leader that others follow. */
      readonly by: 'round' | 'joined';
    }
  /** What a member answered to the election probe: what it does, and the vote that it stands by. */
  | { readonly type: 'voteSeen'; readonly state: PeerState; readonly round: number; readonly vote: VoteFacts }
  | { readonly type: 'epochProposed'; readonly epoch: number; readonly by: readonly number[] }
  | { readonly type: 'epochAccepted'; readonly epoch: number }
  | {
      readonly type: 'learnerSyncing';
      readonly learner: number;
      readonly how: 'diff' | 'trunc' | 'snap';
      /** Transactions sent; 0 for a snapshot. */
      readonly txns: number;
    }
  | { readonly type: 'learnerSynced'; readonly learner: number }
  | { readonly type: 'learnerLost'; readonly learner: number; readonly cause: string }
  | { readonly type: 'epochEstablished'; readonly epoch: number }
  | { readonly type: 'roleEnded'; readonly cause: string }
  /** All that it finds wrong with the set-up from now on. */
  | { readonly type: 'faultsChanged'; readonly faults: readonly StandingFault[] };

/** A member's thread in the process that runs it. */
export type ThreadState = 'starting' | 'running' | 'paused' | 'killed';

/** A link between two members that is cut; `a` is the smaller id. */
export interface CutLink {
  readonly a: number;
  readonly b: number;
}

/** What is done to members from outside, and what a session of ours measures. */
export type TheatreEventBody =
  | {
      readonly type: 'threadChanged';
      readonly state: ThreadState;
      /** When a pause ends by itself, wall clock; null otherwise. */
      readonly untilMs: number | null;
      readonly cause: 'asked' | 'restart' | 'failed';
      readonly detail: string;
    }
  /** All links that are cut from now on; the event's member is the one that was isolated or rejoins, else 0. */
  | {
      readonly type: 'linksChanged';
      readonly cuts: readonly CutLink[];
      readonly cause: 'cut' | 'heal' | 'isolate' | 'rejoin';
    }
  /** A write of our canary session was acknowledged at the event's time; `sentAtMs` is of the same clock. */
  | { readonly type: 'writeAcknowledged'; readonly sentAtMs: number }
  | { readonly type: 'canaryChanged'; readonly enabled: boolean; readonly path: string };

export type EventBody =
  | EnsembleEventBody
  | TheatreEventBody
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
  | { readonly type: 'statusUnavailable'; readonly kind: FailureKind; readonly cause: string }
  /** The member stands in the connection's list of hosts, or in the ensemble's configuration. */
  | {
      readonly type: 'memberListed';
      readonly name: string;
      readonly address: string;
      /** Only where the configuration is known. */
      readonly role?: 'voter' | 'observer';
    }
  | { readonly type: 'memberUnlisted'; readonly cause: string }
  /** For the whole ensemble, or for one member. */
  | { readonly type: 'meansChanged'; readonly means: MeansName; readonly state: MeansState };

export type TimelineEvent = EventStamp & EventBody;

/** By which an ensemble is seen. */
export type MeansName = 'status-poll' | 'election-probe' | 'observer-tap' | 'member-feed';
export type MeansState =
  | { readonly name: 'off' }
  | { readonly name: 'on' }
  | { readonly name: 'failed'; readonly cause: string };

/** Why a member's status could not be had. */
export type FailureKind =
  /** Nothing listens there. */
  | 'refused'
  /** No name, no route, or a connection cut before the answer. */
  | 'unreachable'
  /** Connected, but no whole answer in time. */
  | 'timeout'
  /** The four-letter word is missing in 4lw.commands.whitelist. */
  | 'not-whitelisted'
  /** The process runs, but serves no requests: it looks for a leader or starts up. */
  | 'not-serving'
  /** Something else answers there. */
  | 'not-zookeeper';

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
  /** Only where the member tells it (`mntr`). */
  readonly sessions?: number;
  /** For how long it has run; only where the member tells it (`mntr`). */
  readonly uptimeMs?: number;
  /** How long the question took, there and back; missing when nobody measured it. */
  readonly answerMs?: number;
}
