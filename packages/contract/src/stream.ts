import Type, { type Static } from 'typebox';
import { demoView, scenarioView } from './demo.ts';
import {
  clientView,
  ensembleView,
  eventView,
  memberView,
  standingView,
  stratum,
  znodeChange,
} from './ensemble.ts';
import { failoverMark, failoverSummary } from './failover.ts';
import { fault } from './fault.ts';
import { guardView } from './guard.ts';
import { jobView } from './job.ts';
import { OPEN_PATHS_MAX, RECIPES_FOLLOWED_MAX } from './limits.ts';
import { linkCounts } from './link-counts.ts';
import { meansView } from './means.ts';
import { statView } from './node.ts';
import { plantView } from './plant.ts';
import { followedRecipe, recipeView } from './recipes.ts';
import type { Right } from './right.ts';
import { closed, wallMs, znodePath } from './scalars.ts';
import { txnView } from './txn.ts';

/** Where a page stopped reading: the server's run and the number of the last change it saw. */
export const since = Type.Object(
  { stream: Type.String({ maxLength: 64 }), seq: Type.Integer({ minimum: 0 }) },
  closed,
);
export type Since = Static<typeof since>;

/** The first message of a socket: the single-use ticket, and where to go on. */
export const helloMessage = Type.Object(
  { type: Type.Literal('hello'), ticket: Type.String({ maxLength: 128 }), since: Type.Optional(since) },
  closed,
);

/** What the page looks at: changes elsewhere are not sent to it. */
export const lookMessage = Type.Object(
  {
    type: Type.Literal('look'),
    open: Type.Array(znodePath, { maxItems: OPEN_PATHS_MAX }),
    focus: Type.Union([znodePath, Type.Null()]),
    /** Recipes whose every change is sent, the first state included. None when missing. */
    recipes: Type.Optional(Type.Array(followedRecipe, { maxItems: RECIPES_FOLLOWED_MAX })),
    /** Whether the plant is on the screen. Not when missing. */
    plant: Type.Optional(Type.Boolean()),
  },
  closed,
);

export const pageMessage = Type.Union([helloMessage, lookMessage]);
export type PageMessage = Static<typeof pageMessage>;

/** The right each message of a page needs. */
export const PAGE_MESSAGE_RIGHTS: { readonly [T in PageMessage['type']]: Right } = {
  hello: 'view',
  look: 'view',
};

export const change = Type.Union([
  Type.Object({ kind: Type.Literal('member'), member: memberView }, closed),
  Type.Object({ kind: Type.Literal('standing'), standing: standingView }, closed),
  /** A recorded election begins, goes on or ends: it takes the place of the one with the same id. */
  Type.Object({ kind: Type.Literal('failover'), failover: failoverSummary }, closed),
  /** What was added to the record of an election, in the order of `n`. */
  Type.Object(
    { kind: Type.Literal('failoverMarks'), id: Type.Integer(), marks: Type.Array(failoverMark) },
    closed,
  ),
  /** How the ensemble is seen has changed: all means anew. */
  Type.Object({ kind: Type.Literal('means'), means: Type.Array(meansView) }, closed),
  /** Transactions as the observer tap sees them commit; `left` more came in the same stretch and are only counted. */
  Type.Object({ kind: Type.Literal('txns'), txns: Type.Array(txnView), left: Type.Integer() }, closed),
  Type.Object({ kind: Type.Literal('links'), links: linkCounts }, closed),
  Type.Object({ kind: Type.Literal('client'), client: clientView }, closed),
  Type.Object({ kind: Type.Literal('event'), event: eventView }, closed),
  Type.Object({ kind: Type.Literal('stratum'), stratum }, closed),
  /** `stat` comes with a change of kind `stat` only; null when the node has gone meanwhile. */
  Type.Object(
    {
      kind: Type.Literal('znode'),
      change: znodeChange,
      path: znodePath,
      stat: Type.Union([statView, Type.Null()]),
    },
    closed,
  ),
  /** A job begins, goes on or ends: it takes the place of the one with the same id. */
  Type.Object({ kind: Type.Literal('job'), job: jobView }, closed),
  Type.Object({ kind: Type.Literal('guard'), guard: guardView }, closed),
  /** The plant as it stands now, for pages that show it; at most four times a second. */
  Type.Object({ kind: Type.Literal('plant'), plant: plantView }, closed),
  /** A recipe that this page follows, as it stands now; it takes the place of the one with the same path and `as`. */
  Type.Object({ kind: Type.Literal('recipe'), recipe: recipeView }, closed),
  /** The demo actors as they are now; at most twice a second. */
  Type.Object({ kind: Type.Literal('demo'), demo: demoView }, closed),
  /** The scenario that plays, with its facts so far. */
  Type.Object({ kind: Type.Literal('scenario'), run: scenarioView }, closed),
  /** Changes may have been missed: what is on the screen must be read again. */
  Type.Object({ kind: Type.Literal('reread') }, closed),
]);
export type Change = Static<typeof change>;

export const resetMessage = Type.Object(
  {
    type: Type.Literal('reset'),
    stream: Type.String(),
    seq: Type.Integer(),
    nowMs: wallMs,
    ensemble: ensembleView,
    events: Type.Array(eventView),
    strata: Type.Array(stratum),
    jobs: Type.Array(jobView),
    guard: guardView,
    /** By which means the ensemble is seen, as of the change of kind `means`. */
    means: Type.Optional(Type.Array(meansView)),
  },
  closed,
);
export type ResetMessage = Static<typeof resetMessage>;

export const serverMessage = Type.Union([
  resetMessage,
  Type.Object(
    { type: Type.Literal('batch'), seq: Type.Integer(), nowMs: wallMs, changes: Type.Array(change) },
    closed,
  ),
  Type.Object({ type: Type.Literal('alive'), seq: Type.Integer(), nowMs: wallMs }, closed),
  Type.Object({ type: Type.Literal('refused'), fault }, closed),
]);
export type ServerMessage = Static<typeof serverMessage>;

/** What buys a socket: single use, 30 s. */
export const ticketResult = Type.Object({ ticket: Type.String() }, closed);
export type TicketResult = Static<typeof ticketResult>;
