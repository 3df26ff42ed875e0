import Type, { type Static } from 'typebox';
import { closed, orNull } from './scalars.ts';

/** `host:port,…` to be tried, each host for itself. */
export const reachBody = Type.Object({ hosts: Type.String({ minLength: 1, maxLength: 2_000 }) }, closed);
export type ReachBody = Static<typeof reachBody>;

/** The steps of reaching one server, in their order, up to the first that failed. What failed does not say why. */
export const reachStep = Type.Object(
  {
    step: Type.Union([Type.Literal('resolve'), Type.Literal('srvr')]),
    ok: Type.Boolean(),
    tookMs: Type.Number(),
    /** The address, the text of `srvr`; null for a failure. */
    text: orNull(Type.String()),
  },
  closed,
);
export type ReachStep = Static<typeof reachStep>;

export const reachResult = Type.Object(
  { hosts: Type.Array(Type.Object({ host: Type.String(), steps: Type.Array(reachStep) }, closed)) },
  closed,
);
export type ReachResult = Static<typeof reachResult>;
