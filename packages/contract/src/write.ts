import Type, { type Static } from 'typebox';
import { undoOffer, writeGuard } from './guard.ts';
import { aclView, statView } from './node.ts';
import { base64Bytes, closed, hex64, version, znodePath } from './scalars.ts';

/** The seven kinds of znode that `create` makes. */
export const createKind = Type.Union([
  Type.Literal('persistent'),
  Type.Literal('ephemeral'),
  Type.Literal('persistent-sequential'),
  Type.Literal('ephemeral-sequential'),
  Type.Literal('container'),
  Type.Literal('ttl'),
  Type.Literal('ttl-sequential'),
]);
export type CreateKind = Static<typeof createKind>;

export const createBody = Type.Object(
  {
    path: znodePath,
    data: base64Bytes,
    kind: createKind,
    /** Only for the two TTL kinds: ms without change and without children until the node goes. */
    ttlMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_099_511_627_775 })),
    acl: Type.Optional(Type.Array(aclView, { minItems: 1, maxItems: 100 })),
    /** Missing parents are made too, as persistent nodes with the same ACL. */
    parents: Type.Optional(Type.Boolean()),
    guard: Type.Optional(writeGuard),
  },
  closed,
);
export type CreateBody = Static<typeof createBody>;

/** The path that was made: a sequential node's has its number. */
export const createResult = Type.Object({ path: znodePath, undo: Type.Optional(undoOffer) }, closed);
export type CreateResult = Static<typeof createResult>;

export const setBody = Type.Object(
  {
    path: znodePath,
    data: base64Bytes,
    /** The version the writer saw. */
    version,
    /** The creation the writer saw: `version` restarts at 0 when a node is made anew. */
    czxid: hex64,
    guard: Type.Optional(writeGuard),
  },
  closed,
);
export type SetBody = Static<typeof setBody>;

export const setResult = Type.Object({ stat: statView, undo: Type.Optional(undoOffer) }, closed);
export type SetResult = Static<typeof setResult>;

export const deleteBody = Type.Object(
  { path: znodePath, version, czxid: hex64, guard: Type.Optional(writeGuard) },
  closed,
);
export type DeleteBody = Static<typeof deleteBody>;

/** No undo of an ephemeral: it belonged to its session. */
export const deleteResult = Type.Object({ path: znodePath, undo: Type.Optional(undoOffer) }, closed);
export type DeleteResult = Static<typeof deleteResult>;
