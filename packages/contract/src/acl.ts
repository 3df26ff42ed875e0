import Type, { type Static } from 'typebox';
import { undoOffer, writeGuard } from './guard.ts';
import { aclView, statView } from './node.ts';
import { closed, hex64, orNull, version, znodePath } from './scalars.ts';

export const aclBody = Type.Object(
  {
    path: znodePath,
    acl: Type.Array(aclView, { minItems: 1, maxItems: 100 }),
    /** The `aversion` and the creation that the writer saw. */
    aversion: version,
    czxid: hex64,
    guard: Type.Optional(writeGuard),
  },
  closed,
);
export type AclBody = Static<typeof aclBody>;

export const aclResult = Type.Object({ stat: statView, undo: orNull(undoOffer) }, closed);
export type AclResult = Static<typeof aclResult>;

/** Credentials for the dashboard's own session: handed on, never stored or logged, gone with the session. */
export const authBody = Type.Object(
  {
    scheme: Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' }),
    /** For digest: `user:password`. */
    auth: Type.String({ minLength: 1, maxLength: 4_096 }),
  },
  closed,
);
export type AuthBody = Static<typeof authBody>;

/** As whom the dashboard is seen; null when the member cannot tell (before 3.7). */
export const identityView = Type.Object(
  { identities: orNull(Type.Array(Type.Object({ scheme: Type.String(), id: Type.String() }, closed))) },
  closed,
);
export type IdentityView = Static<typeof identityView>;
