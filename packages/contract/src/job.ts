import Type, { type Static } from 'typebox';
import { fault } from './fault.ts';
import { undoOffer } from './guard.ts';
import { closed, orNull, wallMs, znodePath } from './scalars.ts';

export const jobKind = Type.Union([
  /** Looks at a subtree before it is deleted; changes nothing. */
  Type.Literal('deletePlan'),
  Type.Literal('delete'),
  Type.Literal('copy'),
  /** Copy, then delete; a rename is a move within one parent. */
  Type.Literal('move'),
  Type.Literal('acl'),
  Type.Literal('export'),
  /** Compares an upload with what is there; changes nothing. */
  Type.Literal('importPlan'),
  Type.Literal('import'),
  Type.Literal('search'),
  Type.Literal('sizes'),
  Type.Literal('undo'),
]);
export type JobKind = Static<typeof jobKind>;

export const jobState = Type.Union([
  Type.Literal('running'),
  /** There is no connection or no quorum; it goes on by itself, and can be cancelled. */
  Type.Literal('waiting'),
  Type.Literal('done'),
  /** What was done until then stays done. */
  Type.Literal('cancelled'),
  Type.Literal('failed'),
  /** The server ended while it ran. */
  Type.Literal('interrupted'),
]);
export type JobState = Static<typeof jobState>;

/** A job as it stands. Names of counts: see each kind in bulk.ts, search.ts and transfer.ts. */
export const jobView = Type.Object(
  {
    id: Type.String(),
    kind: jobKind,
    state: jobState,
    /** Who started it, by alias. */
    who: Type.String(),
    path: znodePath,
    /** Where copies go. */
    target: orNull(znodePath),
    /** What is searched for. */
    query: orNull(Type.String()),
    startedAtMs: wallMs,
    endedAtMs: orNull(wallMs),
    /** Znodes dealt with, and how many there are in all once that is known. */
    done: Type.Integer(),
    total: orNull(Type.Integer()),
    /** Znodes per second over the last seconds. */
    perSecond: Type.Number(),
    /** Null until it can be told. */
    leftMs: orNull(Type.Number()),
    /** Counts by name, in a fixed order. */
    counts: Type.Array(Type.Tuple([Type.String(), Type.Integer()])),
    /** Listed items of the result so far, and how many there were in all. */
    items: Type.Integer(),
    itemsFound: Type.Integer(),
    /** A digest of what was counted: a delete names it, and fails when the subtree is another by then. */
    digest: orNull(Type.String()),
    /** Why it failed or waits; what it did before stays done. */
    fault: orNull(fault),
    /** Bytes of a file that can be downloaded; null when there is none. */
    fileBytes: orNull(Type.Integer()),
    /** It can be started again and goes on where it stopped. */
    canResume: Type.Boolean(),
    undo: orNull(undoOffer),
  },
  closed,
);
export type JobView = Static<typeof jobView>;

export const jobQuery = Type.Object({ id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }) }, closed);
export const jobList = Type.Object({ jobs: Type.Array(jobView) }, closed);
export type JobList = Static<typeof jobList>;
export const jobResult = Type.Object({ job: jobView }, closed);
export type JobResult = Static<typeof jobResult>;

export const jobItemsQuery = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
    /** Items to skip. */
    from: Type.Optional(Type.String({ pattern: '^[0-9]{1,6}$' })),
  },
  closed,
);

/** One line of a job's result: a hit, a large node, a node that could not be deleted, … */
export const jobItem = Type.Object(
  {
    /** What the line says of the path; the names are those of the counts. */
    what: Type.String(),
    path: znodePath,
    /** The code of a failure, the owner's alias of an ephemeral, the place of a hit in text. */
    detail: orNull(Type.String()),
    /** Bytes of data: the node's own, or of its subtree where the line is about a subtree. */
    bytes: orNull(Type.Integer()),
    /** Znodes in its subtree, itself included; null where that is not what the line is about. */
    nodes: orNull(Type.Integer()),
  },
  closed,
);
export type JobItem = Static<typeof jobItem>;

export const jobItems = Type.Object(
  { from: Type.Integer(), items: Type.Array(jobItem), more: Type.Boolean() },
  closed,
);
export type JobItems = Static<typeof jobItems>;

export const jobBody = Type.Object({ id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }) }, closed);
export type JobBody = Static<typeof jobBody>;
