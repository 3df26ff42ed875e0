import Type, { type Static } from 'typebox';
import { closed, hex64, orNull, wallMs } from './scalars.ts';

/** By which an ensemble is seen. */
export const meansName = Type.Union([
  /** What members of this process tell of themselves. */
  Type.Literal('member-feed'),
  /** `srvr` and `mntr`, asked in turn. */
  Type.Literal('status-poll'),
  /** Votes, over the election ports. */
  Type.Literal('election-probe'),
  /** Every committed transaction, over the leader's quorum port. */
  Type.Literal('observer-tap'),
]);
export type MeansName = Static<typeof meansName>;

/** `off`: nobody asked for it, or it is not there for this ensemble. */
export const meansState = Type.Union([Type.Literal('off'), Type.Literal('on'), Type.Literal('failed')]);
export type MeansStateName = Static<typeof meansState>;

/** A means as it works, or why it does not. */
export const meansView = Type.Object(
  {
    name: meansName,
    state: meansState,
    /** Why it failed, or why it is off, in words; null while on. */
    cause: orNull(Type.String()),
    /** How finely it sees, ± so many ms: while nothing happens, and during an election. */
    resolutionMs: orNull(Type.Object({ idle: Type.Number(), busy: Type.Number() }, closed)),
    /** Member by member, where it sees members one by one. */
    members: Type.Array(
      Type.Object({ id: Type.Integer(), state: meansState, cause: orNull(Type.String()) }, closed),
    ),
  },
  closed,
);
export type MeansView = Static<typeof meansView>;

/** A four-letter word of a member that could not be had: its name and why. */
export const refusedWord = Type.Object(
  { id: Type.Integer(), word: Type.String(), cause: Type.String() },
  closed,
);

/** What is connected, and by which means. */
export const connectionView = Type.Object(
  {
    label: Type.String(),
    embedded: Type.Boolean(),
    means: Type.Array(meansView),
    refusedWords: Type.Array(refusedWord),
    /** The tree that the tap keeps; null without a tap. */
    replica: orNull(
      Type.Object(
        {
          /** Follows the leader now; otherwise reads go to the client connection. */
          streaming: Type.Boolean(),
          leader: orNull(Type.Integer()),
          zxid: hex64,
          nodes: Type.Integer(),
          /** Whole copies that leaders gave since the start, and when the last one was asked for, ever. */
          copies: Type.Integer(),
          lastCopyAtMs: orNull(wallMs),
        },
        closed,
      ),
    ),
    /** What is kept on disk of what the tap saw; null without a tap. */
    history: orNull(
      Type.Object({ bytes: Type.Number(), fromZxid: orNull(hex64), fault: orNull(Type.String()) }, closed),
    ),
  },
  closed,
);
export type ConnectionView = Static<typeof connectionView>;
