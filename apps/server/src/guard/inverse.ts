import { aclView, createKind, quotaLimits } from '@vivarium/contract';
import { hex64, type Stat } from '@vivarium/jute';
import Type, { type Static } from 'typebox';
import { sha256 } from '../audit/audit-log.ts';

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
  /**
   * Of a create whose answer was not heard: the node is that one when it was made later than what was known then, and is as
   * it was to be made.
   */
  Type.Object({
    op: Type.Literal('delete'),
    path: Type.String(),
    version: Type.Literal(0),
    czxid: Type.Null(),
    madeAfter: hex,
    dataSha256: Type.String(),
  }),
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
/** A create that may have happened. */
export type UnheardCreate = Extract<Inverse, { czxid: null }>;
/** Those that write a znode; a quota is more than one. */
export type NodeInverse = Exclude<Inverse, { op: 'setQuota' }>;

/** What takes a create back, before it is known whether and as what it happened. */
export function unheardCreate(path: string, data: Uint8Array | null, lastZxid: number): UnheardCreate {
  const madeAfter = hex64(lastZxid);
  return { op: 'delete', path, version: 0, czxid: null, madeAfter, dataSha256: sha256(data ?? '') };
}

/** Whether a node is the one that the create was to make. */
export function isUnheard(step: UnheardCreate, data: Uint8Array | null, stat: Stat): boolean {
  const { czxid, version, ephemeralOwner } = stat;
  return (
    BigInt(czxid) > BigInt(step.madeAfter) &&
    version === 0 &&
    ephemeralOwner === 0n &&
    sha256(data ?? '') === step.dataSha256
  );
}
