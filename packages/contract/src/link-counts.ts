import Type, { type Static } from 'typebox';
import { closed, wallMs } from './scalars.ts';

/**
 * The messages that really travelled between members in the span that ended at `atMs`, by sender and receiver.
 * Pairs between which nothing went are left out, and so is a span without any message.
 */
export const linkCounts = Type.Object(
  {
    atMs: wallMs,
    spanMs: Type.Number(),
    pairs: Type.Array(
      Type.Object(
        {
          from: Type.Integer(),
          to: Type.Integer(),
          proposals: Type.Integer(),
          acks: Type.Integer(),
          commits: Type.Integer(),
          informs: Type.Integer(),
          /** Both ways: the leader's and their answers. */
          pings: Type.Integer(),
          /** Notifications of an election. */
          votes: Type.Integer(),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type LinkCounts = Static<typeof linkCounts>;
