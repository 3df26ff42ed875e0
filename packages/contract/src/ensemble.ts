import Type, { type Static } from 'typebox';
import { closed, hex64, wallMs, znodePath } from './scalars.ts';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

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
    nodeCount: orNull(Type.Integer()),
    received: orNull(Type.Integer()),
    sent: orNull(Type.Integer()),
    latencyMs: orNull(Type.Object({ min: Type.Number(), avg: Type.Number(), max: Type.Number() }, closed)),
    /** Last answer; null before the first. */
    polledAtMs: orNull(wallMs),
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

export const ensembleView = Type.Object(
  {
    label: Type.String(),
    embedded: Type.Boolean(),
    /** How members are seen, and how often: every figure's resolution. */
    poll: Type.Object({ command: Type.String(), intervalMs: Type.Integer() }, closed),
    /** How changes of the tree arrive. */
    treeMeans: Type.Union([Type.Literal('recursive watch'), Type.Literal('watches on what is open')]),
    members: Type.Array(memberView),
    client: clientView,
  },
  closed,
);
export type EnsembleView = Static<typeof ensembleView>;

/** Transactions seen between two polls: one bar of the strata. `txns` is null where no answer came. */
export const stratum = Type.Object(
  { atMs: wallMs, spanMs: Type.Number(), txns: orNull(Type.Integer()), zxid: orNull(hex64) },
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
