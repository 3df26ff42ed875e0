import Type, { type Static } from 'typebox';
import { WORDS } from './limits.ts';
import { closed, orNull, wallMs } from './scalars.ts';

export const word = Type.Union(WORDS.map((each) => Type.Literal(each)));
export type Word = (typeof WORDS)[number];

export const wordQuery = Type.Object({ member: Type.String({ pattern: '^[0-9]{1,3}$' }), word }, closed);

/** One member's answer to one word. */
export const wordView = Type.Object(
  {
    member: Type.Integer(),
    word: Type.String(),
    readAtMs: wallMs,
    /** The text as it came, at most 1 MiB; null when there is none. */
    raw: orNull(Type.String()),
    /** Names and values, where the text is made of them; not an object, so that no name is special. */
    pairs: Type.Array(Type.Tuple([Type.String(), Type.String()])),
    /** Why there is no text. */
    cause: orNull(Type.String()),
    /** The line for zoo.cfg when the word is not allowed. */
    line: orNull(Type.String()),
  },
  closed,
);
export type WordView = Static<typeof wordView>;
