import Type, { type Static } from 'typebox';
import { writeGuard } from './guard.ts';
import { closed, hex64, orNull, wallMs, znodePath } from './scalars.ts';

/** A means that could not be used at a member: mostly that the word is not allowed there. */
export const blindSpot = Type.Object(
  {
    member: Type.Integer(),
    word: Type.String(),
    cause: Type.String(),
    /** The line for the member's zoo.cfg that would allow it; null when that is not the cause. */
    line: orNull(Type.String()),
  },
  closed,
);
export type BlindSpot = Static<typeof blindSpot>;

export const sessionView = Type.Object(
  {
    /** Safe to show: the id itself is a credential, because the password derives from it. */
    alias: Type.String(),
    /** Only with the right to edit. */
    id: orNull(hex64),
    /** The dashboard's own: its reader, its canary. */
    own: Type.Boolean(),
    /** The member that it is connected to and from where; null when it is connected to none that tells. */
    member: orNull(Type.Integer()),
    address: orNull(Type.String()),
    timeoutMs: orNull(Type.Integer()),
    establishedMs: orNull(wallMs),
    /** The last it was heard of, and when it expires unless it is heard of again. Known from the leader's `dump`. */
    lastSeenMs: orNull(wallMs),
    expiresMs: orNull(wallMs),
    lastOp: orNull(Type.String()),
    received: orNull(Type.Integer()),
    sent: orNull(Type.Integer()),
    /** Null when no member tells. */
    ephemeralCount: orNull(Type.Integer()),
    watchCount: orNull(Type.Integer()),
  },
  closed,
);
export type SessionView = Static<typeof sessionView>;

export const sessionList = Type.Object(
  {
    readAtMs: wallMs,
    sessions: Type.Array(sessionView),
    /** Without a leader no timeout is counted. */
    timeoutsCount: Type.Boolean(),
    blind: Type.Array(blindSpot),
  },
  closed,
);
export type SessionList = Static<typeof sessionList>;

export const sessionQuery = Type.Object({ alias: Type.String({ maxLength: 64 }) }, closed);

/** What disappears when a session dies. */
export const blastRadius = Type.Object(
  {
    session: sessionView,
    /**
     * Ephemerals that vanish, and the sessions whose watches fire: on them, on their parents' children, on all below a node
     * above them. Of members elsewhere `wchc` tells only a part, and `blind` says so.
     */
    vanishing: Type.Array(Type.Object({ path: znodePath, watchedBy: Type.Array(Type.String()) }, closed)),
    /** Sessions that are told, by alias, without repeats. */
    told: Type.Array(Type.String()),
    /** Its own watches, which nobody keeps for it. */
    watches: Type.Array(znodePath),
    blind: Type.Array(blindSpot),
  },
  closed,
);
export type BlastRadius = Static<typeof blastRadius>;

/** Ends a session as if its client had closed it. */
export const closeSessionBody = Type.Object(
  { alias: Type.String({ maxLength: 64 }), guard: Type.Optional(writeGuard) },
  closed,
);
export type CloseSessionBody = Static<typeof closeSessionBody>;

export const closeSessionResult = Type.Object(
  { alias: Type.String(), vanished: orNull(Type.Integer()) },
  closed,
);
export type CloseSessionResult = Static<typeof closeSessionResult>;
