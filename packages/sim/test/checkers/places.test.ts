import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Judge } from '../../src/checkers/judge.ts';
import { PLACES } from '../../src/checkers/places.ts';
import { INVARIANTS, type InvariantId, simulate } from '../../src/index.ts';
import { BAD_RUNS, RAISED_FLAGS, soundLink } from './bad-runs.ts';

const ROOT = new URL('../../../../', import.meta.url);
const IDS = Object.keys(INVARIANTS) as InvariantId[];
/** Looked at where there is no count of it: what fell, what a flipped bit did, and the end. */
const UNCOUNTED: readonly InvariantId[] = ['I29', 'I31'];

/** Few runs have clients that meet what is private to others. */
const FIRST_SEED = 7;
const RUNS_MAX = 20;

describe('the invariants', () => {
  it('are thirty-two, and each is checked where the table says', () => {
    expect(IDS).toHaveLength(32);
    for (const id of IDS) {
      for (const { file } of PLACES[id]) expect(existsSync(new URL(file, ROOT)), `${id}: ${file}`).toBe(true);
    }
  });

  it.each(IDS)(
    '%s is found broken in a run that breaks it',
    (id) => {
      const found = new Set<InvariantId>();
      BAD_RUNS[id](new Judge((invariant) => found.add(invariant)));
      expect([...found]).toContain(id);
    },
    300_000,
  );

  it.each(Object.keys(RAISED_FLAGS))('I10 has %s in a run that raises it', (flag) => {
    const found: string[] = [];
    RAISED_FLAGS[flag]?.(new Judge((invariant, message) => found.push(`${invariant} ${message}`)));
    expect(found.join()).toContain(`I10 ${flag}`);
  });

  it('are all kept by a link that does what it should', () => {
    const found: string[] = [];
    soundLink(new Judge((invariant, message) => found.push(`${invariant} ${message}`)));
    expect(found).toEqual([]);
  });

  it('could each have been found broken in a few sound runs', () => {
    const looks = new Map<string, number>();
    const missing = (): InvariantId[] => IDS.filter((id) => !UNCOUNTED.includes(id) && !looks.has(id));
    for (let run = 0; run < RUNS_MAX && missing().length > 0; run++) {
      const seed = FIRST_SEED + run;
      const result = simulate({ seed, members: 5, observers: 1, minutes: 2 });
      for (const [id, times] of Object.entries(result.looks)) if (times > 0) looks.set(id, times);
    }
    expect(missing()).toEqual([]);
  }, 300_000);
});
