import Type, { type Static } from 'typebox';
import { closed, orNull, version, wallMs, znodePath } from './scalars.ts';

/** Open: writes go. Review: writes go once their author has seen them as they leave. Locked: no writes. */
export const safeMode = Type.Union([Type.Literal('open'), Type.Literal('review'), Type.Literal('locked')]);
export type SafeMode = Static<typeof safeMode>;

/** What goes with every write. */
export const writeGuard = Type.Object(
  {
    /** The author has seen the exact operation. Without it, REVIEW_NEEDED in a connection that is in review. */
    reviewed: Type.Optional(Type.Boolean()),
    /** Why, and under which ticket: kept in the audit log. */
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    ticket: Type.Optional(Type.String({ maxLength: 100 })),
    /** The protected prefix, typed out. Without it, PROTECTED for what is at or below that prefix. */
    confirm: Type.Optional(znodePath),
  },
  closed,
);
export type WriteGuard = Static<typeof writeGuard>;

export const guardView = Type.Object(
  {
    /** The connection's name: what unlocking asks for. */
    connection: Type.String(),
    /** As it was chosen. */
    mode: safeMode,
    /** A locked connection takes writes until then; null when it is not unlocked. */
    unlockedUntilMs: orNull(wallMs),
    /** Paths at and below which a write must be confirmed; `/zookeeper` is always among them. */
    prefixes: Type.Array(znodePath),
  },
  closed,
);
export type GuardView = Static<typeof guardView>;

export const guardBody = Type.Union([
  /** Leaving `locked` needs an unlocked connection. */
  Type.Object({ action: Type.Literal('mode'), mode: safeMode }, closed),
  Type.Object({ action: Type.Literal('unlock'), name: Type.String({ maxLength: 1_000 }) }, closed),
  Type.Object({ action: Type.Literal('lock') }, closed),
  /** All that is protected beside `/zookeeper`. */
  Type.Object(
    { action: Type.Literal('protect'), prefixes: Type.Array(znodePath, { maxItems: 100 }) },
    closed,
  ),
]);
export type GuardBody = Static<typeof guardBody>;

/** Something that was done can be undone. */
export const undoOffer = Type.Object(
  {
    id: Type.String(),
    /** How many writes the undoing takes. */
    writes: Type.Integer(),
    untilMs: wallMs,
  },
  closed,
);
export type UndoOffer = Static<typeof undoOffer>;

export const undoQuery = Type.Object({ id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }) }, closed);

/** What undoing would write, the first hundred writes of it. */
export const undoView = Type.Object(
  {
    id: Type.String(),
    writes: Type.Integer(),
    steps: Type.Array(
      Type.Object(
        {
          op: Type.Union([
            Type.Literal('create'),
            Type.Literal('setData'),
            Type.Literal('delete'),
            Type.Literal('setACL'),
            Type.Literal('setQuota'),
          ]),
          path: znodePath,
          /** The version it insists on; null for a create and a quota. */
          expectsVersion: orNull(version),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type UndoView = Static<typeof undoView>;

export const undoBody = Type.Object(
  { id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }), guard: Type.Optional(writeGuard) },
  closed,
);
export type UndoBody = Static<typeof undoBody>;

/** A single write is undone at once, which can be undone as well; more is a job, and its view has the offer. */
export const undoResult = Type.Object({ job: orNull(Type.String()), undo: Type.Optional(undoOffer) }, closed);
export type UndoResult = Static<typeof undoResult>;
