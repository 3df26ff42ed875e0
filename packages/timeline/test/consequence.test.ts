import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Control, type ControlledEnsemble, consequenceOf, cutsAfter } from '../src/index.ts';

type Thread = 'running' | 'paused' | 'killed';

/** Voters by the letter of their state (r, p, k), an observer last; each has 10 clients. */
function ensemble(threads: string, leader: number | null, cuts: [number, number][] = []): ControlledEnsemble {
  const states: Record<string, Thread> = { r: 'running', p: 'paused', k: 'killed' };
  const voters = [...threads].map((letter, at) => ({
    id: at + 1,
    role: 'voter' as const,
    mode: at + 1 === leader ? ('leader' as const) : ('follower' as const),
    thread: states[letter] as Thread,
    connections: 10,
  }));
  const observer = {
    id: voters.length + 1,
    role: 'observer' as const,
    mode: 'observer' as const,
    thread: 'running' as const,
    connections: 10,
  };
  return { members: [...voters, observer], leader, cuts: cuts.map(([a, b]) => ({ a, b })) };
}

describe('what follows from a control', () => {
  it.each<[string, ControlledEnsemble, Control, object]>([
    [
      'a follower of three dies: the leader keeps its quorum',
      ensemble('rrr', 3),
      { action: 'kill', member: 1 },
      { outcome: 'quorumKept', voters: 3, needed: 2, before: 3, after: 2, clientsMove: 10 },
    ],
    [
      'the leader of three dies: two are enough for another',
      ensemble('rrr', 3),
      { action: 'kill', member: 3 },
      { outcome: 'newElection', after: 2, clientsMove: 40 },
    ],
    [
      'one of two that are left dies',
      ensemble('krr', 3),
      { action: 'kill', member: 2 },
      { outcome: 'quorumLost', before: 2, after: 1 },
    ],
    [
      'the observer dies: nobody counts it',
      ensemble('krr', 3),
      { action: 'kill', member: 4 },
      { outcome: 'quorumKept', before: 2, after: 2, clientsMove: 10 },
    ],
    [
      'a paused follower is killed: it was not there before',
      ensemble('prr', 3),
      { action: 'kill', member: 1 },
      { outcome: 'nothing', clientsMove: 0 },
    ],
    [
      'a pause is an absence for as long as it lasts',
      ensemble('krr', 3),
      { action: 'pause', member: 2, forMs: 5_000 },
      { outcome: 'quorumLost', after: 1 },
    ],
    [
      'the second of three comes back',
      ensemble('kkr', null),
      { action: 'restart', member: 2 },
      { outcome: 'quorumRegained', before: 1, after: 2 },
    ],
    [
      'one of five comes back, and two more are needed',
      ensemble('kkkkr', null),
      { action: 'restart', member: 2 },
      { outcome: 'stillNoQuorum', before: 1, after: 2, needed: 3 },
    ],
    [
      'the leader is isolated',
      ensemble('rrr', 3),
      { action: 'isolate', member: 3 },
      { outcome: 'newElection', before: 3, after: 2 },
    ],
    [
      'a follower loses its leader, and nobody else does',
      ensemble('rrr', 3),
      { action: 'cut', a: 3, b: 1 },
      { outcome: 'quorumKept', cutOff: [1], clientsMove: 10 },
    ],
    [
      'two followers lose each other: they need no link',
      ensemble('rrr', 3),
      { action: 'cut', a: 1, b: 2 },
      { outcome: 'quorumKept', cutOff: [], clientsMove: 0 },
    ],
    [
      'the leader loses its second follower, and they have each other',
      ensemble('rrr', 3, [[1, 3]]),
      { action: 'cut', a: 2, b: 3 },
      { outcome: 'newElection', after: 2 },
    ],
    [
      'nobody reaches anybody',
      ensemble('rrr', null, [
        [1, 3],
        [2, 3],
      ]),
      { action: 'cut', a: 1, b: 2 },
      { outcome: 'quorumLost', before: 2, after: 1 },
    ],
    [
      'a link is healed that was not cut',
      ensemble('rrr', 3),
      { action: 'heal', a: 1, b: 2 },
      { outcome: 'nothing' },
    ],
    [
      'a lone server dies',
      { members: ensemble('r', null).members.slice(0, 1), cuts: [], leader: null },
      { action: 'kill', member: 1 },
      { outcome: 'quorumLost', voters: 1, needed: 1, after: 0 },
    ],
  ])('%s', (_, before, control, expected) => {
    expect(consequenceOf(before, control)).toMatchObject(expected);
  });

  const anyEnsemble = fc
    .tuple(
      fc.string({ unit: fc.constantFrom('r', 'p', 'k'), minLength: 1, maxLength: 5 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 6 })), { maxLength: 5 }),
    )
    .map(([threads, cuts]) => ensemble(threads, null, cuts));

  it('counts only who is there: never more than the voters, and a majority decides', () => {
    fc.assert(
      fc.property(anyEnsemble, fc.integer({ min: 1, max: 6 }), (before, member) => {
        for (const action of ['kill', 'restart', 'isolate', 'rejoin'] as const) {
          const { after, voters, needed, outcome } = consequenceOf(before, { action, member });
          expect(after).toBeLessThanOrEqual(voters);
          expect(2 * needed).toBeGreaterThan(voters);
          if (outcome === 'quorumLost' || outcome === 'stillNoQuorum') expect(after).toBeLessThan(needed);
          if (outcome === 'quorumRegained' || outcome === 'quorumKept')
            expect(after).toBeGreaterThanOrEqual(needed);
        }
      }),
    );
  });

  it('heals what was cut, and names each link once', () => {
    const link = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .filter(([a, b]) => a !== b);
    fc.assert(
      fc.property(fc.array(link, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (links, member) => {
        const ids = [1, 2, 3, 4, 5];
        const cut = links.reduce(
          (cuts, [a, b]) => cutsAfter(cuts, { action: 'cut', a, b }, ids),
          [] as readonly { a: number; b: number }[],
        );
        expect(new Set(cut.map(({ a, b }) => `${a}-${b}`)).size).toBe(cut.length);
        expect(cut.every(({ a, b }) => a < b)).toBe(true);
        const isolated = cutsAfter(cut, { action: 'isolate', member }, ids);
        expect(isolated.filter(({ a, b }) => a === member || b === member)).toHaveLength(4);
        const rejoined = cutsAfter(isolated, { action: 'rejoin', member }, ids);
        expect(rejoined.some(({ a, b }) => a === member || b === member)).toBe(false);
        const healed = links.reduce((cuts, [a, b]) => cutsAfter(cuts, { action: 'heal', a, b }, ids), cut);
        expect(healed).toEqual([]);
      }),
    );
  });
});
