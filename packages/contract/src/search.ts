import Type, { type Static } from 'typebox';
import { closed, znodePath } from './scalars.ts';

/** Starts a `search`. Counts: looked, names, data, hidden. Items: `what` is `name` or `data`; `detail` text around it. */
export const searchBody = Type.Object(
  {
    under: znodePath,
    query: Type.String({ minLength: 1, maxLength: 256 }),
    in: Type.Array(Type.Union([Type.Literal('name'), Type.Literal('data')]), { minItems: 1, maxItems: 2 }),
    /** Substring, or a glob over the whole name or the whole text of the data: `*` any text, `?` one character. */
    as: Type.Union([Type.Literal('text'), Type.Literal('glob')]),
    matchCase: Type.Boolean(),
  },
  closed,
);
export type SearchBody = Static<typeof searchBody>;

/**
 * Starts `sizes`. Counts: nodes, bytes, hidden. Items when it is done: `node` (largest data), `subtree` (largest
 * sum), `children` (most children, counted in `nodes`), each up to 100, the largest first.
 */
export const sizesBody = Type.Object({ under: znodePath }, closed);
export type SizesBody = Static<typeof sizesBody>;
