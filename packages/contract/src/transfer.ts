import Type, { type Static } from 'typebox';
import { writeGuard } from './guard.ts';
import { aclView, statView } from './node.ts';
import { base64Bytes, closed, hex64, orNull, wallMs, znodePath } from './scalars.ts';
import { createKind } from './write.ts';

/** The first line of an export. */
export const exportHead = Type.Object(
  {
    format: Type.Literal('vivarium-znodes'),
    version: Type.Literal(1),
    /** Whose subtree it is; every path begins with it. */
    root: znodePath,
    connection: Type.String(),
    atMs: wallMs,
  },
  closed,
);
export type ExportHead = Static<typeof exportHead>;

/** A line of an export: one znode with all it has. Paths are values, never keys, so no name is special. */
export const exportedNode = Type.Object(
  {
    path: znodePath,
    /** Null for a node without data, which is not the same as none bytes. */
    data: orNull(base64Bytes),
    acl: Type.Array(aclView),
    kind: createKind,
    /**
     * False: the kind is not known to clients. ZooKeeper shows them containers and TTL nodes as persistent ones, and there was
     * no replica of the tree that could tell. Missing in older files, and no more known then.
     */
    kindKnown: Type.Optional(Type.Boolean()),
    ttlMs: orNull(Type.Integer()),
    /** The session that owned an ephemeral: it cannot be brought back for it. */
    ephemeralOwner: orNull(hex64),
    stat: statView,
  },
  closed,
);
export type ExportedNode = Static<typeof exportedNode>;

/** The last line of an export; a file without it ended early. */
export const exportTail = Type.Object(
  {
    end: Type.Literal(true),
    nodes: Type.Integer(),
    /** Paths that could not be read, with the code. */
    missed: Type.Array(Type.Tuple([Type.String(), Type.String()])),
  },
  closed,
);
export type ExportTail = Static<typeof exportTail>;

/** Starts an `export`. Counts: nodes, bytes, missed. Its file is at /api/jobs/file. */
export const exportBody = Type.Object({ path: znodePath }, closed);
export type ExportBody = Static<typeof exportBody>;

/** What POST /api/transfer/upload (`UPLOAD_TYPE`) answers. */
export const uploadResult = Type.Object(
  {
    upload: Type.String(),
    bytes: Type.Integer(),
    nodes: Type.Integer(),
    root: znodePath,
    /** False when the file has no last line: it ended early. */
    whole: Type.Boolean(),
  },
  closed,
);
export type UploadResult = Static<typeof uploadResult>;

/**
 * Starts an `importPlan`. Counts: create, change, same, conflict (an ephemeral is there, or a node of another
 * kind, which cannot be changed), skipped (ephemerals).
 * Items: all but `same`. `target` takes the place of the file's root.
 */
export const importPlanBody = Type.Object(
  { upload: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }), target: Type.Optional(znodePath) },
  closed,
);
export type ImportPlanBody = Static<typeof importPlanBody>;

/** Starts an `import` of what was planned. Counts: created, changed, same, kept, skipped, failed. */
export const importBody = Type.Object(
  {
    plan: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
    /** Nodes that are there with other data or another ACL are written over; else they stay as they are. */
    overwrite: Type.Boolean(),
    guard: Type.Optional(writeGuard),
  },
  closed,
);
export type ImportBody = Static<typeof importBody>;
