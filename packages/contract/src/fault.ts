import Type, { type Static } from 'typebox';
import { nodeView } from './node.ts';
import { closed } from './scalars.ts';

/**
 * Every error of the API: the code's name (ZooKeeper's own, or one of ours in upper case), what it means in
 * plain words, and what to do next. A version conflict carries the node as it is now.
 */
export const fault = Type.Object(
  {
    code: Type.String(),
    meaning: Type.String(),
    next: Type.String(),
    current: Type.Optional(nodeView),
    /** What it is about: the protected prefix, the name to be typed, … */
    about: Type.Optional(Type.String()),
  },
  closed,
);
export type Fault = Static<typeof fault>;
