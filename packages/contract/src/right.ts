import Type, { type Static } from 'typebox';

/**
 * What a route or a message needs: to look, to change znodes, to kill and cut members of the embedded ensemble
 * and to close sessions, to reach for other servers.
 * Everyone who holds the session has all of them today; accounts and roles come behind this seam, so each route
 * and message names its right from the first day.
 */
export const right = Type.Union([
  Type.Literal('view'),
  Type.Literal('edit'),
  Type.Literal('operate'),
  Type.Literal('connections'),
]);
export type Right = Static<typeof right>;
