import Type, { type Static } from 'typebox';
import { base64Bytes, closed, hex64, version, wallMs, znodePath } from './scalars.ts';

/** The stat of a znode; zxids and the owner are hex text. */
export const statView = Type.Object(
  {
    czxid: hex64,
    mzxid: hex64,
    pzxid: hex64,
    ctimeMs: wallMs,
    mtimeMs: wallMs,
    version,
    cversion: version,
    aversion: version,
    /**
     * The session of an ephemeral. Where the server keeps a replica of the tree, the marks of containers (top bit alone)
     * and TTL nodes (top byte 0xff, then their ms) as well, which clients are shown as 0.
     */
    ephemeralOwner: hex64,
    dataLength: Type.Integer(),
    numChildren: Type.Integer(),
  },
  closed,
);
export type StatView = Static<typeof statView>;

export const aclView = Type.Object(
  { scheme: Type.String(), id: Type.String(), perms: Type.Integer() },
  closed,
);
export type AclView = Static<typeof aclView>;

export const nodeQuery = Type.Object({ path: znodePath }, closed);
export type NodeQuery = Static<typeof nodeQuery>;

/** One znode, read in one go; `aclFault` names the code when the ACL itself may not be read. */
export const nodeView = Type.Object(
  {
    path: znodePath,
    data: base64Bytes,
    stat: statView,
    acl: Type.Array(aclView),
    aclFault: Type.Union([Type.String(), Type.Null()]),
    /** Whether `stat.ephemeralOwner` tells the kind: clients are shown containers and TTL nodes as persistent ones. */
    kindKnown: Type.Optional(Type.Boolean()),
    readAtMs: wallMs,
  },
  closed,
);
export type NodeView = Static<typeof nodeView>;

/** What is told of a node to whom its data is refused: the list that refuses, which admin may read, and the stat. */
export const accessView = Type.Object(
  {
    path: znodePath,
    /** Null from servers that ask for the right to read before they tell it. */
    stat: Type.Union([statView, Type.Null()]),
    acl: Type.Array(aclView),
    aclFault: Type.Union([Type.String(), Type.Null()]),
  },
  closed,
);
export type AccessView = Static<typeof accessView>;

export const childrenQuery = Type.Object(
  {
    path: znodePath,
    /** The last name of the page before; absent for the first page. */
    after: Type.Optional(Type.String({ maxLength: 65_536 })),
    /** Times only where the server keeps a replica of the tree; by name when missing. */
    order: Type.Optional(Type.Union([Type.Literal('name'), Type.Literal('ctime'), Type.Literal('mtime')])),
    descending: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')])),
  },
  closed,
);
export type ChildrenQuery = Static<typeof childrenQuery>;

/** A child as a row of the tree; `stat` is null when it may not be read, or vanished between listing and reading. */
export const childRow = Type.Object(
  { name: Type.String(), stat: Type.Union([statView, Type.Null()]) },
  closed,
);
export type ChildRow = Static<typeof childRow>;

export const childrenPage = Type.Object(
  {
    path: znodePath,
    /** Of the node whose children these are. */
    stat: statView,
    /** Children of the node in all, on every page. */
    total: Type.Integer(),
    rows: Type.Array(childRow),
    more: Type.Boolean(),
    /** What the rows were read from. */
    readFrom: Type.Optional(Type.Union([Type.Literal('replica'), Type.Literal('connection')])),
    readAtMs: wallMs,
  },
  closed,
);
export type ChildrenPage = Static<typeof childrenPage>;
