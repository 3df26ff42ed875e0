import { createHash } from 'node:crypto';

const SEED_MAX = 2 ** 30;
const SHAPES = [
  { members: 3, observers: 1 },
  { members: 5, observers: 0 },
  { members: 3, observers: 0 },
  { members: 5, observers: 1 },
  { members: 1, observers: 0 },
];
const FRESH_MINUTES = 10;
const PINNED_MINUTES = 12;

/** Seeds that have shown something, each for the shape in which it did; what remains of the fifty is as good as any. */
const PINNED = {
  '1+0': [3, 16, 28, 32, 5044, 1, 2, 4, 5, 6],
  // A write behind a sync; a damaged snapshot that was received; a cut while the ensemble commits.
  '3+0': [5, 32, 41, 50, 54, 1, 2, 3, 4, 6],
  // A session on its way when its leader lost the quorum.
  '3+1': [2047, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  '5+0': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  '5+1': [80, 1, 2, 3, 4, 5, 6, 7, 8, 9],
};

/** The runs that are the same at every commit. */
export function pinnedRuns() {
  return SHAPES.flatMap((shape) =>
    PINNED[`${shape.members}+${shape.observers}`].map((seed) => ({
      seed,
      ...shape,
      minutes: PINNED_MINUTES,
    })),
  );
}

/** Run `index` of those that no other text than `origin` gives. */
export function freshRun(origin, index) {
  const seed = createHash('sha256').update(`${origin} ${index}`).digest().readUInt32BE(0) % SEED_MAX;
  return { seed, ...SHAPES[index % SHAPES.length], minutes: FRESH_MINUTES };
}
