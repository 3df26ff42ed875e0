import Type, { type Static } from 'typebox';
import { closed, orNull } from './scalars.ts';

const sid = Type.Integer({ minimum: 0, maximum: 255 });

/**
 * What can be done to members of the embedded ensemble. A cut refuses and resets connections in both directions;
 * nothing is dropped silently.
 */
export const controlBody = Type.Union([
  /** Ends the thread without warning. */
  Type.Object({ action: Type.Literal('kill'), member: sid }, closed),
  /** Starts a killed member over its directory; a running one is killed first. */
  Type.Object({ action: Type.Literal('restart'), member: sid }, closed),
  /** The member handles nothing; its sockets stay open. */
  Type.Object(
    {
      action: Type.Literal('pause'),
      member: sid,
      forMs: orNull(Type.Integer({ minimum: 100, maximum: 600_000 })),
    },
    closed,
  ),
  Type.Object({ action: Type.Literal('resume'), member: sid }, closed),
  /** Cuts all links to and from it. */
  Type.Object({ action: Type.Literal('isolate'), member: sid }, closed),
  /** Heals all links to and from it. */
  Type.Object({ action: Type.Literal('rejoin'), member: sid }, closed),
  Type.Object({ action: Type.Literal('cut'), a: sid, b: sid }, closed),
  Type.Object({ action: Type.Literal('heal'), a: sid, b: sid }, closed),
]);
export type ControlBody = Static<typeof controlBody>;

/** What follows from a control, as facts for a sentence; `consequenceOf` of the timeline makes the same. */
export const consequenceView = Type.Object(
  {
    outcome: Type.Union([
      /** Already so, or nobody is concerned. */
      Type.Literal('nothing'),
      /** The leader keeps its quorum. */
      Type.Literal('quorumKept'),
      /** The leader loses its part, and enough voters are left to elect another. */
      Type.Literal('newElection'),
      Type.Literal('quorumLost'),
      /** There is no quorum, and this does not bring one. */
      Type.Literal('stillNoQuorum'),
      Type.Literal('quorumRegained'),
    ]),
    /** Voters by configuration, how many are a quorum, and how many reach each other before and after. */
    voters: Type.Integer(),
    needed: Type.Integer(),
    before: Type.Integer(),
    after: Type.Integer(),
    /** Running members that will have no way to the leader afterwards. */
    cutOff: Type.Array(Type.Integer()),
    /** Clients that are connected to a member that goes: they move to another. */
    clientsMove: Type.Integer(),
  },
  closed,
);
export type ConsequenceView = Static<typeof consequenceView>;

export const controlResult = Type.Object({ consequence: consequenceView }, closed);
export type ControlResult = Static<typeof controlResult>;

export const canaryBody = Type.Object({ enabled: Type.Boolean() }, closed);
export type CanaryBody = Static<typeof canaryBody>;
