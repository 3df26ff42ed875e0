import { aclView, createKind, quotaLimits } from '@vivarium/contract';
import Type, { type Static } from 'typebox';

const hex = Type.String();

/** A write that takes another one back; each insists on the state that the other one left. */
export const inverse = Type.Union([
  Type.Object({
    op: Type.Literal('create'),
    path: Type.String(),
    data: Type.Union([Type.String(), Type.Null()]),
    acl: Type.Array(aclView),
    kind: createKind,
    ttlMs: Type.Union([Type.Integer(), Type.Null()]),
  }),
  Type.Object({
    op: Type.Literal('setData'),
    path: Type.String(),
    data: Type.Union([Type.String(), Type.Null()]),
    version: Type.Integer(),
    czxid: hex,
  }),
  Type.Object({ op: Type.Literal('delete'), path: Type.String(), version: Type.Integer(), czxid: hex }),
  Type.Object({
    op: Type.Literal('setACL'),
    path: Type.String(),
    acl: Type.Array(aclView),
    /** The `aversion` it insists on. */
    version: Type.Integer(),
    czxid: hex,
  }),
  Type.Object({
    op: Type.Literal('setQuota'),
    path: Type.String(),
    limits: Type.Union([quotaLimits, Type.Null()]),
    /** The limits that it insists on. */
    left: Type.Union([quotaLimits, Type.Null()]),
  }),
]);
export type Inverse = Static<typeof inverse>;
/** Those that write a znode; a quota is more than one. */
export type NodeInverse = Exclude<Inverse, { op: 'setQuota' }>;
