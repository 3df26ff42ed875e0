import type { CutLink, FailureKind, MeansName, MeansState, Mode, ThreadState, VoteFacts } from './event.ts';
import type { FailoverRecord } from './failover.ts';
import type { StandingFault } from './standing-fault.ts';
import type { Verdict } from './verdict.ts';

export interface MemberFailure {
  readonly kind: FailureKind | 'disk' | 'killed' | 'paused';
  /** In words, for people. */
  readonly cause: string;
  /** Wall clock of the first failure in a row, ms since 1970. */
  readonly sinceMs: number;
}

/** Where a member stands on its way into an epoch. */
export type Phase = 'election' | 'discovery' | 'synchronization' | 'broadcast';

/** How a leader brings a learner to its own history; `txns` is 0 for a snapshot. */
export interface SyncView {
  readonly how: 'diff' | 'trunc' | 'snap';
  readonly txns: number;
  readonly done: boolean;
}

/** What is known of one member. Null is "not known", never zero. A failed member keeps its last values. */
export interface MemberView {
  readonly id: number;
  readonly name: string;
  /** host:port of its client port, "" when not known. */
  readonly address: string;
  readonly listed: boolean;
  readonly mode: Mode | null;
  readonly version: string | null;
  readonly zxid: number | null;
  readonly latencyMs: { readonly min: number; readonly avg: number; readonly max: number } | null;
  readonly connections: number | null;
  readonly outstanding: number | null;
  readonly nodeCount: number | null;
  readonly sessions: number | null;
  readonly uptimeMs: number | null;
  /** How long `srvr` took to be answered last. */
  readonly answerMs: number | null;
  readonly received: number | null;
  readonly sent: number | null;
  /** Wall clock at which these values were true, ms since 1970; null before the first. */
  readonly asOfMs: number | null;
  readonly failure: MemberFailure | null;
  /** Its part by configuration; null when not known: then it counts as a voter. */
  readonly role: 'voter' | 'observer' | null;
  readonly epoch: number | null;
  readonly phase: Phase | null;
  /** What it votes for while it looks for a leader. */
  readonly vote: (VoteFacts & { readonly round: number }) | null;
  readonly sync: SyncView | null;
  /** Null for a member that runs elsewhere. */
  readonly thread: ThreadState | null;
  readonly pausedUntilMs: number | null;
  /** The election that it stands by, as the probe heard it last; null when it was not heard or looks for a leader. */
  readonly stance: { readonly leader: number; readonly round: number } | null;
  /** By which it is seen by itself; a means that says nothing of single members is missing. */
  readonly means: Readonly<Partial<Record<MeansName, MeansState>>>;
  /** What it finds wrong with the set-up. */
  readonly faults: readonly StandingFault[];
}

/** No write can be acknowledged. */
export interface Gap {
  /** Wall clock and monotonic clock, ms, since when. */
  readonly sinceMs: number;
  readonly sinceAtMs: number;
}

/** Our own session that writes to measure. */
export interface CanaryView {
  readonly enabled: boolean;
  readonly path: string;
  /** Wall clock of the last acknowledged write, and how long it took; null before the first. */
  readonly lastAckMs: number | null;
  readonly latencyMs: number | null;
}

/** The picture of an ensemble: plain data that survives JSON. */
export interface EnsembleView {
  /** Rising by id. */
  readonly members: readonly MemberView[];
  readonly means: Readonly<Record<MeansName, MeansState>>;
  readonly verdict: Verdict;
  /** The highest epoch that was established. */
  readonly epoch: number | null;
  readonly cuts: readonly CutLink[];
  readonly gap: Gap | null;
  /** Monotonic clock of the last commit or acknowledged write that was seen. */
  readonly lastWriteAtMs: number | null;
  readonly canary: CanaryView | null;
  /** Recorded elections, oldest first, bounded; the last one may still run. */
  readonly failovers: readonly FailoverRecord[];
}

const OFF: MeansState = { name: 'off' };

export const EMPTY_VIEW: EnsembleView = {
  members: [],
  means: { 'status-poll': OFF, 'election-probe': OFF, 'observer-tap': OFF, 'member-feed': OFF },
  verdict: { kind: 'unknown' },
  epoch: null,
  cuts: [],
  gap: null,
  lastWriteAtMs: null,
  canary: null,
  failovers: [],
};

export function unknownMember(id: number): MemberView {
  return {
    id,
    name: `member ${id}`,
    address: '',
    listed: false,
    mode: null,
    version: null,
    zxid: null,
    latencyMs: null,
    connections: null,
    outstanding: null,
    nodeCount: null,
    sessions: null,
    uptimeMs: null,
    answerMs: null,
    received: null,
    sent: null,
    asOfMs: null,
    failure: null,
    role: null,
    epoch: null,
    phase: null,
    vote: null,
    sync: null,
    thread: null,
    pausedUntilMs: null,
    stance: null,
    means: {},
    faults: [],
  };
}
