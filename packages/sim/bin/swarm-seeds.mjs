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

const PINNED_EACH = 10;
/** Seeds that are left out because too little happens in their runs. */
const IDLE = new Set(['5+1 6']);

/** The runs that are the same at every commit. */
export function pinnedRuns() {
  return SHAPES.flatMap((shape) => {
    const runs = [];
    for (let seed = 1; runs.length < PINNED_EACH; seed++) {
      if (IDLE.has(`${shape.members}+${shape.observers} ${seed}`)) continue;
      runs.push({ seed, ...shape, minutes: PINNED_MINUTES });
    }
    return runs;
  });
}

/** Run `index` of those that no other text than `origin` gives. */
export function freshRun(origin, index) {
  const seed = createHash('sha256').update(`${origin} ${index}`).digest().readUInt32BE(0) % SEED_MAX;
  return { seed, ...SHAPES[index % SHAPES.length], minutes: FRESH_MINUTES };
}
