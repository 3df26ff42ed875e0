import Type, { type Static } from 'typebox';
import { closed, hex64, orNull, wallMs, znodePath } from './scalars.ts';

/** A znode that is drawn, in the tree as a plant. */
export const plantNode = Type.Object(
  {
    path: znodePath,
    kind: Type.Union([
      Type.Literal('persistent'),
      Type.Literal('ephemeral'),
      Type.Literal('container'),
      Type.Literal('ttl'),
    ]),
    /** The session that owns an ephemeral node. */
    owner: orNull(hex64),
    /** Children in all; those that are not drawn are a bud. */
    children: Type.Integer(),
    /** Its children may not be listed by the dashboard's identity. */
    isClosed: Type.Boolean(),
    /** The first in a line of ephemeral sequential nodes: it holds the lock, or leads. */
    holds: Type.Boolean(),
    /** When its data or its children changed last, as far as was seen; null when not seen. */
    changedAtMs: orNull(wallMs),
  },
  closed,
);
export type PlantNode = Static<typeof plantNode>;

/** What is drawn of the tree: what changed last and what stands near the root, parents before their children. */
export const plantView = Type.Object({ nodes: Type.Array(plantNode), readAtMs: wallMs }, closed);
export type PlantView = Static<typeof plantView>;
