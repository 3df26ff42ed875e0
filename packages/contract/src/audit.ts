import Type, { type Static } from 'typebox';
import { closed, orNull, znodePath } from './scalars.ts';

/** Newest first; every filter narrows. Times are ISO 8601. */
export const auditQuery = Type.Object(
  {
    who: Type.Optional(Type.String({ maxLength: 100 })),
    /** At this path or below it. */
    path: Type.Optional(znodePath),
    /** An operation: create, setData, delete, setACL, kill, unlock, … */
    op: Type.Optional(Type.String({ maxLength: 40 })),
    kind: Type.Optional(
      Type.Union([
        Type.Literal('write'),
        Type.Literal('control'),
        Type.Literal('guard'),
        Type.Literal('job'),
      ]),
    ),
    from: Type.Optional(Type.String({ maxLength: 40 })),
    to: Type.Optional(Type.String({ maxLength: 40 })),
    /** Only records before this number: the next page. */
    before: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
  },
  closed,
);
export type AuditQuery = Static<typeof auditQuery>;

export const auditRecord = Type.Object(
  {
    seq: Type.Integer(),
    at: Type.String(),
    kind: Type.String(),
    op: Type.String(),
    who: Type.String(),
    from: Type.String(),
    connection: Type.String(),
    path: orNull(Type.String()),
    /** Server ids that a control befell. */
    members: Type.Array(Type.Integer()),
    expectsVersion: orNull(Type.Integer()),
    oldSha256: orNull(Type.String()),
    newSha256: orNull(Type.String()),
    reason: orNull(Type.String()),
    ticket: orNull(Type.String()),
    /** The job that it is part of. */
    job: orNull(Type.String()),
    /** The undo that it carries out. */
    undoes: orNull(Type.String()),
    /** `ok`, or the code; null when no end is recorded: the outcome is unknown. */
    outcome: orNull(Type.String()),
    /** It can be undone under this id. */
    undo: orNull(Type.String()),
  },
  closed,
);
export type AuditRecord = Static<typeof auditRecord>;

export const auditPage = Type.Object({ records: Type.Array(auditRecord), more: Type.Boolean() }, closed);
export type AuditPage = Static<typeof auditPage>;

/** Whether the chain of hashes holds. */
export const auditCheck = Type.Object(
  {
    lines: Type.Integer(),
    /** Lines that a crash left half-written: they were never answered for, and break nothing. */
    torn: Type.Integer(),
    firstBrokenLine: orNull(Type.Integer()),
    lastHash: Type.String(),
  },
  closed,
);
export type AuditCheck = Static<typeof auditCheck>;
