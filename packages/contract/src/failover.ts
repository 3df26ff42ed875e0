import Type, { type Static } from 'typebox';
import { meansName } from './means.ts';
import { closed, hex64, orNull, wallMs } from './scalars.ts';

/** What ended the time before: the fault where it is known (embedded members), else what was seen first. */
export const failoverCause = Type.Object(
  {
    kind: Type.Union([
      /** The ensemble began. */
      Type.Literal('started'),
      Type.Literal('killed'),
      Type.Literal('paused'),
      Type.Literal('isolated'),
      Type.Literal('linkCut'),
      Type.Literal('restarted'),
      /** The leader went, and nothing of ours made it. */
      Type.Literal('leaderLost'),
    ]),
    /** Whom it befell; null for the ensemble. */
    member: orNull(Type.Integer()),
    /** In words of the member that saw it first. */
    text: Type.String(),
  },
  closed,
);
export type FailoverCause = Static<typeof failoverCause>;

/** One recorded election. Times with `AtMs` are of the server's wall clock, the others durations. */
export const failoverSummary = Type.Object(
  {
    /** Rises by one per election. */
    id: Type.Integer(),
    cause: failoverCause,
    state: Type.Union([Type.Literal('running'), Type.Literal('ended')]),
    /** The fault where it is known, else the first member that looks for a leader. Zero of every mark. */
    startedAtMs: wallMs,
    /** A leader serves, and every voter that runs is with it or has given up on the round; null while it runs. */
    endedAtMs: orNull(wallMs),
    fromEpoch: orNull(Type.Integer()),
    toEpoch: orNull(Type.Integer()),
    fromLeader: orNull(Type.Integer()),
    toLeader: orNull(Type.Integer()),
    /** The highest round seen. */
    round: orNull(Type.Integer()),
    /**
     * How long the election took: from the first member that looked for a leader until the new leader's epoch was
     * established by a quorum.
     */
    electionMs: orNull(Type.Number()),
    /**
     * How long no write could be acknowledged: from the moment the old leader could commit no more to the first write
     * acknowledged to a client afterwards. Null while that lasts, or when writes went on (`gapSinceMs` tells which).
     */
    gapMs: orNull(Type.Number()),
    gapSinceMs: orNull(wallMs),
    /** How `gapMs` was measured, and how finely: ± this many ms. */
    gapBy: orNull(
      Type.Union([
        Type.Literal('canary'),
        Type.Literal('commit'),
        /** Nothing was written: the tap or the probe saw that a quorum had taken on the new epoch. */
        Type.Literal('tap'),
        Type.Literal('probe'),
        Type.Literal('poll'),
      ]),
    ),
    gapResolutionMs: orNull(Type.Number()),
    /** How many marks there are by now, those not kept included. */
    marks: Type.Integer(),
  },
  closed,
);
export type FailoverSummary = Static<typeof failoverSummary>;

const vote = Type.Object({ leader: Type.Integer(), zxid: hex64, epoch: Type.Integer() }, closed);

/** Which comparison decided between two votes, in the order in which they are made. */
export const voteDecision = Type.Union([
  /** It is of an earlier round and is not compared. */
  Type.Literal('round'),
  Type.Literal('epoch'),
  Type.Literal('zxid'),
  Type.Literal('sid'),
  /** The same vote. */
  Type.Literal('equal'),
]);
export type VoteDecision = Static<typeof voteDecision>;

/** What a mark was seen by from outside, ± so many ms; absent where the member told it itself. */
const seenBy = {
  means: Type.Optional(meansName),
  resolutionMs: Type.Optional(Type.Number()),
};
const at = { n: Type.Integer(), tMs: Type.Number(), member: Type.Integer(), ...seenBy };
const mark = <K extends string, P extends Record<string, Type.TSchema>>(kind: K, facts: P) =>
  Type.Object({ ...at, kind: Type.Literal(kind), ...facts }, closed);

/**
 * What happened at a member, `tMs` after the start of the election (negative for what led to it). Marks are
 * numbered by `n` from 0, in the order of their times as far as they are told in order.
 */
export const failoverMark = Type.Union([
  mark('looking', { round: Type.Integer(), cause: Type.String() }),
  /** `vote` is null where an observer asks: it votes for nobody. */
  mark('voteSent', { to: Type.Integer(), round: Type.Integer(), vote: orNull(vote) }),
  mark('voteReceived', {
    from: Type.Integer(),
    /** When the sender sent it; null when that was not seen. */
    sentTMs: orNull(Type.Number()),
    round: Type.Integer(),
    state: Type.String(),
    vote: orNull(vote),
    /** The receiver's own vote at that moment, which this one was compared with; null when it had none. */
    against: orNull(vote),
    /** Which comparison decided, and whether the received vote won it. */
    by: voteDecision,
    won: Type.Boolean(),
  }),
  /** What a member stood by when the election probe asked it. */
  mark('voteSeen', { round: Type.Integer(), state: Type.String(), vote: orNull(vote) }),
  /** The first transaction of the new epoch that the observer tap saw. */
  mark('firstCommit', { zxid: hex64 }),
  mark('elected', { leader: Type.Integer(), round: Type.Integer(), by: Type.String() }),
  mark('epochProposed', { epoch: Type.Integer(), voters: Type.Array(Type.Integer()) }),
  mark('epochAccepted', { epoch: Type.Integer() }),
  /** `member` is the leader. */
  mark('syncing', {
    learner: Type.Integer(),
    how: Type.Union([Type.Literal('diff'), Type.Literal('trunc'), Type.Literal('snap')]),
    txns: Type.Integer(),
  }),
  mark('synced', { learner: Type.Integer() }),
  mark('learnerLost', { learner: Type.Integer(), cause: Type.String() }),
  mark('established', { epoch: Type.Integer() }),
  mark('serving', { mode: Type.String() }),
  mark('roleEnded', { cause: Type.String() }),
  mark('thread', { state: Type.String() }),
  mark('link', { to: Type.Integer(), state: Type.Union([Type.Literal('cut'), Type.Literal('healed')]) }),
  mark('sessionBack', { session: Type.String() }),
  mark('sessionExpired', { session: Type.String() }),
  /** `member` is 0: no write can be acknowledged from here, and from here one can again. */
  mark('gapOpened', {}),
  mark('gapClosed', { gapMs: Type.Number() }),
]);
export type FailoverMark = Static<typeof failoverMark>;

/** A stretch of a member's lane; `toTMs` is null for the one that lasts. */
export const failoverBand = Type.Object(
  {
    phase: Type.Union([
      Type.Literal('down'),
      Type.Literal('paused'),
      Type.Literal('election'),
      Type.Literal('discovery'),
      Type.Literal('synchronization'),
      Type.Literal('broadcast'),
    ]),
    fromTMs: Type.Number(),
    toTMs: orNull(Type.Number()),
  },
  closed,
);
export type FailoverBand = Static<typeof failoverBand>;

/** The whole record: what the theatre plays, and what is exported. */
export const failoverView = Type.Object(
  {
    summary: failoverSummary,
    lanes: Type.Array(
      Type.Object({ member: Type.Integer(), name: Type.String(), bands: Type.Array(failoverBand) }, closed),
    ),
    marks: Type.Array(failoverMark),
  },
  closed,
);
export type FailoverView = Static<typeof failoverView>;

export const failoverQuery = Type.Object({ id: Type.String({ pattern: '^[0-9]{1,9}$' }) }, closed);
export type FailoverQuery = Static<typeof failoverQuery>;
