import type { RecipeParticipant, RecipeView } from '@vivarium/contract';
import { describe, expect, it } from 'vitest';
import { holdingsOf } from '../../src/sessions/holdings.ts';

function participant(name: string, session: string): RecipeParticipant {
  return {
    name,
    path: `/r/${name}`,
    number: 1,
    session,
    sinceMs: 1,
    heldSinceMs: null,
    heldSinceKind: null,
    token: '0x1',
    access: null,
    watches: null,
    watchesHow: null,
    text: null,
  };
}

function recipe(facts: RecipeView['facts']): RecipeView {
  return { path: '/r', atMs: 1, as: null, confidence: 'certain', evidence: [], facts };
}

const lock = (holders: string[], waiters: string[]) =>
  recipe({
    kind: 'lock',
    isReadWrite: holders.length > 1,
    holders: holders.map((session) => participant(`lock-${session}`, session)),
    waiters: waiters.map((session) => participant(`lock-${session}`, session)),
    next: waiters.slice(0, 1).map((session) => `lock-${session}`),
    herds: [],
    total: holders.length + waiters.length,
  });

describe('what a session has in recipes', () => {
  it('is a lock, and who gets it then', () => {
    expect(holdingsOf('s-a', [lock(['s-a'], ['s-b'])])).toEqual([
      { path: '/r', part: 'holds.lock', next: 'lock-s-b' },
    ]);
    expect(holdingsOf('s-b', [lock(['s-a'], ['s-b'])])).toEqual([
      { path: '/r', part: 'waits.lock', next: null },
    ]);
    expect(holdingsOf('s-c', [lock(['s-a'], ['s-b'])])).toEqual([]);
  });

  it('gives nobody the lock while another reader holds it too', () => {
    expect(holdingsOf('s-a', [lock(['s-a', 's-b'], ['s-c'])])[0]?.next).toBeNull();
  });

  it('is leadership or candidacy', () => {
    const election = recipe({
      kind: 'election',
      leader: participant('n-1', 's-a'),
      candidates: [participant('n-2', 's-b')],
      total: 2,
      lineage: [],
      observedSinceMs: 1,
    });
    expect(holdingsOf('s-a', [election])).toEqual([{ path: '/r', part: 'holds.election', next: 'n-2' }]);
    expect(holdingsOf('s-b', [election])).toEqual([{ path: '/r', part: 'waits.election', next: null }]);
  });
});
