import Type, { type Static } from 'typebox';
import { failoverSummary } from './failover.ts';
import { meansName } from './means.ts';
import { closed, hex64, orNull, wallMs, znodePath } from './scalars.ts';

/** What `zkServer.sh status` prints after "Mode: ". */
export const modeView = Type.Union([
  Type.Literal('leader'),
  Type.Literal('follower'),
  Type.Literal('observer'),
  Type.Literal('standalone'),
  Type.Literal('read-only'),
  Type.Literal('looking'),
]);
export type ModeView = Static<typeof modeView>;

/** A vote, as members tell each other: the leader it is for, and what it compares by. */
export const voteView = Type.Object(
  { leader: Type.Integer(), zxid: hex64, epoch: Type.Integer(), round: Type.Integer() },
  closed,
);
export type VoteView = Static<typeof voteView>;

/** A member as last seen. Values stay when it stops answering; `polledAtMs` tells how old they are. */
export const memberView = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    address: Type.String(),
    embedded: Type.Boolean(),
    state: Type.Union([Type.Literal('unknown'), Type.Literal('up'), Type.Literal('down')]),
    /** Why it is down, in the poller's words; null while up. */
    cause: orNull(Type.String()),
    mode: orNull(modeView),
    version: orNull(Type.String()),
    zxid: orNull(hex64),
    connections: orNull(Type.Integer()),
    /** Null when the member does not tell (`srvr` does not). */
    sessions: orNull(Type.Integer()),
    outstanding: orNull(Type.Integer()),
    /** For how long it had run when it was polled; null when the member does not tell. */
    uptimeMs: orNull(Type.Number()),
    /** How long it took to answer `srvr`, there and back. */
    answerMs: orNull(Type.Number()),
    nodeCount: orNull(Type.Integer()),
    received: orNull(Type.Integer()),
    sent: orNull(Type.Integer()),
    latencyMs: orNull(Type.Object({ min: Type.Number(), avg: Type.Number(), max: Type.Number() }, closed)),
    /** Last answer; null before the first. */
    polledAtMs: orNull(wallMs),
    /** Its part by configuration; null when not known. */
    role: orNull(Type.Union([Type.Literal('voter'), Type.Literal('observer')])),
    /** The epoch it is in; null when not known. */
    epoch: orNull(Type.Integer()),
    /** Committed transactions that the leader has and it has not; null without a leader. */
    lagTxns: orNull(Type.Integer()),
    /** Where it stands on its way into an epoch; null when only polled. */
    phase: orNull(
      Type.Union([
        Type.Literal('election'),
        Type.Literal('discovery'),
        Type.Literal('synchronization'),
        Type.Literal('broadcast'),
      ]),
    ),
    /** What it votes for while it looks for a leader; null otherwise. */
    vote: orNull(voteView),
    /** How its leader brought it to its own history last; `txns` is 0 for a snapshot. */
    sync: orNull(
      Type.Object(
        {
          how: Type.Union([Type.Literal('diff'), Type.Literal('trunc'), Type.Literal('snap')]),
          txns: Type.Integer(),
          done: Type.Boolean(),
        },
        closed,
      ),
    ),
    /** Its thread in this process; null for members that are not ours. */
    thread: orNull(
      Type.Union([
        Type.Literal('starting'),
        Type.Literal('running'),
        Type.Literal('paused'),
        Type.Literal('killed'),
      ]),
    ),
    /** When a pause ends by itself; null when it lasts until resumed. */
    pausedUntilMs: orNull(wallMs),
    /** All its links to other members are cut. */
    isolated: Type.Boolean(),
  },
  closed,
);
export type MemberView = Static<typeof memberView>;

/** The dashboard's own ZooKeeper session, through which the tree is read and written. */
export const clientView = Type.Object(
  {
    state: Type.Union([Type.Literal('connecting'), Type.Literal('connected'), Type.Literal('lost')]),
    session: orNull(hex64),
    sinceMs: wallMs,
  },
  closed,
);
export type ClientView = Static<typeof clientView>;

const silentMember = Type.Object({ id: Type.Integer(), name: Type.String(), cause: Type.String() }, closed);

/** The state of the whole with the facts for one sentence. `needed` voters are a quorum. */
export const verdictView = Type.Union([
  Type.Object({ kind: Type.Literal('unknown') }, closed),
  Type.Object({ kind: Type.Literal('standalone'), id: Type.Integer(), name: Type.String() }, closed),
  /** A leader serves; `inStep` voters are with it, itself included. */
  Type.Object(
    {
      kind: Type.Literal('led'),
      leader: Type.Integer(),
      leaderName: Type.String(),
      inStep: Type.Integer(),
      voters: Type.Integer(),
      needed: Type.Integer(),
      silent: Type.Array(silentMember),
    },
    closed,
  ),
  /** Enough voters answer, and they look for a leader. */
  Type.Object(
    {
      kind: Type.Literal('electing'),
      answering: Type.Integer(),
      voters: Type.Integer(),
      needed: Type.Integer(),
      silent: Type.Array(silentMember),
    },
    closed,
  ),
  /** Too few voters reach each other to elect anyone. */
  Type.Object(
    {
      kind: Type.Literal('noQuorum'),
      answering: Type.Integer(),
      voters: Type.Integer(),
      needed: Type.Integer(),
      silent: Type.Array(silentMember),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('unreachable'), silent: Type.Array(silentMember) }, closed),
  /** Servers that do not form one ensemble: standalone ones beside others, or several leaders. */
  Type.Object(
    {
      kind: Type.Literal('split'),
      standalone: Type.Array(Type.Integer()),
      leaders: Type.Array(Type.Integer()),
    },
    closed,
  ),
]);
export type VerdictView = Static<typeof verdictView>;

/** A link between two members that is cut; `a` is the smaller id. */
export const cutLink = Type.Object({ a: Type.Integer(), b: Type.Integer() }, closed);
export type CutLink = Static<typeof cutLink>;

const seen = {
  seenBy: Type.Array(Type.Integer()),
  /**
   * What told: members of this process, the lines that members of ours put behind `srvr`, or what was concluded from
   * `conf` of the members or from /zookeeper/config.
   */
  means: Type.Optional(
    Type.Union([
      Type.Literal('member-feed'),
      Type.Literal('srvr'),
      Type.Literal('conf'),
      Type.Literal('config'),
    ]),
  ),
};

/**
 * Something that is wrong with how the ensemble is set up, until somebody changes it; `seenBy` are the members that say
 * so, or whose configurations show it.
 */
export const reasonView = Type.Union([
  /** It survives no more failures than one voter fewer would. */
  Type.Object({ kind: Type.Literal('evenVoters'), voters: Type.Integer(), ...seen }, closed),
  /** Two servers say that they are this one; the address is what the second says of itself. */
  Type.Object(
    { kind: Type.Literal('sidTwice'), sid: Type.Integer(), address: orNull(Type.String()), ...seen },
    closed,
  ),
  /** Member `by` has another line for server `sid` than those that see it; null where there is no such line. */
  Type.Object(
    {
      kind: Type.Literal('listsDiffer'),
      by: Type.Integer(),
      sid: Type.Integer(),
      theirs: orNull(Type.String()),
      ours: orNull(Type.String()),
      ...seen,
    },
    closed,
  ),
]);
export type ReasonView = Static<typeof reasonView>;

/** What is true of the ensemble as a whole. */
export const standingView = Type.Object(
  {
    verdict: verdictView,
    /** What is wrong with its set-up, whatever the verdict. */
    reasons: Type.Array(reasonView),
    /** The highest epoch that was established; null when not known. */
    epoch: orNull(Type.Integer()),
    leader: orNull(Type.Integer()),
    cuts: Type.Array(cutLink),
    /** Since when no write could be acknowledged: the running clock; null while writes are acknowledged. */
    gapSinceMs: orNull(wallMs),
    /** Our own session that measures the gap by writing; null when there is none. */
    canary: orNull(
      Type.Object(
        {
          enabled: Type.Boolean(),
          path: znodePath,
          /** Last acknowledged write, and how long it took. */
          lastAckAtMs: orNull(wallMs),
          latencyMs: orNull(Type.Number()),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type StandingView = Static<typeof standingView>;

export const ensembleView = Type.Object(
  {
    label: Type.String(),
    embedded: Type.Boolean(),
    /** How members are seen, and how often: every figure's resolution. */
    poll: Type.Object({ command: Type.String(), intervalMs: Type.Integer() }, closed),
    /** How changes of the tree arrive. */
    treeMeans: Type.Union([Type.Literal('recursive watch'), Type.Literal('watches on what is open')]),
    members: Type.Array(memberView),
    standing: standingView,
    /** The recorded elections, oldest first; the whole of one is at GET /api/ensemble/failover. */
    failovers: Type.Array(failoverSummary),
    client: clientView,
  },
  closed,
);
export type EnsembleView = Static<typeof ensembleView>;

/** Transactions seen between two polls: one bar of the strata. `txns` is null where no answer came. */
export const stratum = Type.Object(
  {
    atMs: wallMs,
    spanMs: Type.Number(),
    txns: orNull(Type.Integer()),
    zxid: orNull(hex64),
    /** What saw them: one by one as they commit, or the difference of two polls; absent while none does. */
    means: Type.Optional(meansName),
  },
  closed,
);
export type Stratum = Static<typeof stratum>;

export const znodeChange = Type.Union([
  Type.Literal('created'),
  Type.Literal('deleted'),
  Type.Literal('changed'),
  /** Only that the list of children differs: the reader must look. */
  Type.Literal('children'),
  /** A fresh stat of a node on the screen. */
  Type.Literal('stat'),
]);
export type ZnodeChange = Static<typeof znodeChange>;

/** A line of the event list. */
export const eventView = Type.Object(
  {
    id: Type.Integer(),
    atMs: wallMs,
    what: Type.Union([
      Type.Literal('znodeCreated'),
      Type.Literal('znodeDeleted'),
      Type.Literal('znodeChanged'),
      Type.Literal('memberUp'),
      Type.Literal('memberDown'),
      Type.Literal('modeChanged'),
      Type.Literal('sessionOpened'),
      Type.Literal('sessionLost'),
      Type.Literal('changesMissed'),
      /** More changes came in a second than are listed. */
      Type.Literal('eventsThinned'),
    ]),
    path: orNull(znodePath),
    member: orNull(Type.String()),
    detail: orNull(Type.String()),
    /** How many like it were folded into this line. */
    count: Type.Integer(),
  },
  closed,
);
export type EventView = Static<typeof eventView>;
