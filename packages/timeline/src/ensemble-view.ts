import type { FailureKind, MeansName, MeansState, Mode } from './event.ts';
import type { Verdict } from './verdict.ts';

export interface MemberFailure {
  readonly kind: FailureKind | 'disk';
  /** In words, for people. */
  readonly cause: string;
  /** Wall clock of the first failure in a row, ms since 1970. */
  readonly sinceMs: number;
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
  readonly received: number | null;
  readonly sent: number | null;
  /** Wall clock at which these values were true, ms since 1970; null before the first. */
  readonly asOfMs: number | null;
  readonly failure: MemberFailure | null;
}

/** The picture of an ensemble: plain data that survives JSON. */
export interface EnsembleView {
  /** Rising by id. */
  readonly members: readonly MemberView[];
  readonly means: Readonly<Record<MeansName, MeansState>>;
  readonly verdict: Verdict;
}

const OFF: MeansState = { name: 'off' };

export const EMPTY_VIEW: EnsembleView = {
  members: [],
  means: { 'status-poll': OFF, 'election-probe': OFF, 'observer-tap': OFF, 'member-feed': OFF },
  verdict: { kind: 'unknown' },
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
    received: null,
    sent: null,
    asOfMs: null,
    failure: null,
  };
}
