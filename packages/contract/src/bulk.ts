import Type, { type Static } from 'typebox';
import { writeGuard } from './guard.ts';
import { aclView } from './node.ts';
import { closed, znodePath } from './scalars.ts';

/**
 * Starts a `deletePlan`. Its counts: persistent (containers and TTL
 * nodes among them where no replica of the tree tells them apart), ephemeral, container, ttl, owners (sessions that own them),
 * watches (only where members tell), bytes, hidden (children that may not be listed), undoable (1 or 0). Its items:
 * every znode, `what` being its kind, ephemerals with the alias of their owner.
 */
export const deletePlanBody = Type.Object({ path: znodePath }, closed);
export type DeletePlanBody = Static<typeof deletePlanBody>;

/** Starts a `delete`. Counts: deleted, gone (deleted by somebody else meanwhile), failed. Items: what failed. */
export const deleteTreeBody = Type.Object(
  {
    /** The id of the plan, which was done. */
    plan: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
    /** The plan's digest. */
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    /** The last part of the path; needed above `TYPED_NAME_ABOVE` znodes. */
    typedName: Type.Optional(Type.String({ maxLength: 65_536 })),
    /** Ephemerals inside it too: needed when the plan counted any. */
    ephemeralsToo: Type.Optional(Type.Boolean()),
    guard: Type.Optional(writeGuard),
  },
  closed,
);
export type DeleteTreeBody = Static<typeof deleteTreeBody>;

/** Starts a `copy` or a `move`. Counts: copied, same, skipped (ephemerals), deleted (a move), failed. */
export const copyTreeBody = Type.Object(
  {
    kind: Type.Union([Type.Literal('copy'), Type.Literal('move')]),
    path: znodePath,
    /** The path of the copy; nothing may be there. */
    target: znodePath,
    guard: Type.Optional(writeGuard),
  },
  closed,
);
export type CopyTreeBody = Static<typeof copyTreeBody>;

/** Starts an `acl` job: the same list on every znode of a subtree. Counts: set, same, failed. */
export const aclTreeBody = Type.Object(
  {
    path: znodePath,
    acl: Type.Array(aclView, { minItems: 1, maxItems: 100 }),
    guard: Type.Optional(writeGuard),
  },
  closed,
);
export type AclTreeBody = Static<typeof aclTreeBody>;
