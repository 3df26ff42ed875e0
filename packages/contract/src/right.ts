import Type, { type Static } from 'typebox';

/**
 * What a route or a message needs. Everyone who holds the session has both today; accounts and roles come
 * behind this seam, so each route and message names its right from the first day.
 */
export const right = Type.Union([Type.Literal('view'), Type.Literal('edit')]);
export type Right = Static<typeof right>;
