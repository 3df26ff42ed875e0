import Type, { type Static } from 'typebox';
import { closed, orNull, wallMs, znodePath } from './scalars.ts';
import { blindSpot } from './session.ts';

/** Totals come from `wchs`; rows from `wchc`, which is costly, so only when asked for. */
export const watchQuery = Type.Object(
  {
    /** Only the totals when missing. */
    rows: Type.Optional(Type.Union([Type.Literal('path'), Type.Literal('session')])),
    /** Only what is at this path. */
    path: Type.Optional(znodePath),
  },
  closed,
);
export type WatchQuery = Static<typeof watchQuery>;

export const watchList = Type.Object(
  {
    readAtMs: wallMs,
    /** Sums over the members that tell; null when none does. */
    totals: orNull(
      Type.Object({ sessions: Type.Integer(), paths: Type.Integer(), watches: Type.Integer() }, closed),
    ),
    /** By path: the sessions that watch it. */
    byPath: Type.Array(Type.Object({ path: znodePath, sessions: Type.Array(Type.String()) }, closed)),
    /** By session: what it watches. */
    bySession: Type.Array(Type.Object({ session: Type.String(), paths: Type.Array(znodePath) }, closed)),
    /** More than are listed. */
    more: Type.Boolean(),
    blind: Type.Array(blindSpot),
  },
  closed,
);
export type WatchList = Static<typeof watchList>;

/** From a znode: who owns it, who watches it. */
export const znodeSessions = Type.Object(
  {
    path: znodePath,
    /** The alias of the session that owns an ephemeral. */
    owner: orNull(Type.String()),
    watchedBy: orNull(Type.Array(Type.String())),
    blind: Type.Array(blindSpot),
  },
  closed,
);
export type ZnodeSessions = Static<typeof znodeSessions>;
