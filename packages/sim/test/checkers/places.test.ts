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

describe('the invariants', () => {
  it('are thirty-two, and each is checked where the table says', () => {
    expect(IDS).toHaveLength(32);
    for (const id of IDS) {
      for (const { file } of PLACES[id]) expect(existsSync(new URL(file, ROOT)), `${id}: ${file}`).toBe(true);
    }
  });

  it.each(IDS)('%s is found broken in a run that breaks it', (id) => {
    const found = new Set<InvariantId>();
    BAD_RUNS[id](new Judge((invariant) => found.add(invariant)));
    expect([...found]).toContain(id);
  });

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
    for (const seed of [1, 2, 3]) {
      const result = simulate({ seed, members: 5, observers: 1, minutes: 4 });
      for (const [id, times] of Object.entries(result.looks)) looks.set(id, (looks.get(id) ?? 0) + times);
    }
    for (const id of IDS) if (!UNCOUNTED.includes(id)) expect(looks.get(id) ?? 0, id).toBeGreaterThan(0);
  });
});
