import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consequenceOf,
  failureMarginOf,
  type StoppableEnsemble,
  type StoppableMember,
  stopSafetyOf,
} from '../src/index.ts';

/** Voters by a letter each: l leads, f is in step, s still syncs, p paused, d does not answer; then observers. */
function ensemble(letters: string, observers = 1, cuts: [number, number][] = []): StoppableEnsemble {
  const voters = [...letters].map((letter, at): StoppableMember => {
    const base = { id: at + 1, role: 'voter', mode: 'follower', state: 'up' } as const;
    if (letter === 'l') return { ...base, mode: 'leader', thread: 'running', phase: 'broadcast' };
    if (letter === 's') return { ...base, thread: 'running', phase: 'synchronization' };
    if (letter === 'p') return { ...base, thread: 'paused', phase: 'broadcast' };
    if (letter === 'd') return { ...base, state: 'down', thread: null, phase: null };
    return { ...base, thread: 'running', phase: 'broadcast' };
  });
  const watching = Array.from({ length: observers }, (_, at): StoppableMember => {
    const id = voters.length + at + 1;
    return { id, role: 'observer', mode: 'observer', state: 'up', thread: 'running', phase: 'broadcast' };
  });
  const leader = letters.includes('l') ? letters.indexOf('l') + 1 : null;
  return { members: [...voters, ...watching], cuts: cuts.map(([a, b]) => ({ a, b })), leader };
}

describe('whether a member may be stopped', () => {
  it.each<[string, StoppableEnsemble, number, object]>([
    ['a follower of three', ensemble('lff'), 2, { outcome: 'safe', needed: 2, inStep: 3, after: 2 }],
    ['the leader of three', ensemble('lff'), 1, { outcome: 'newElection', after: 2 }],
    ['a follower beside one that still syncs', ensemble('lfs'), 2, { outcome: 'quorumLost', after: 1 }],
    ['the one that still syncs', ensemble('lfs'), 3, { outcome: 'safe', inStep: 2, after: 2 }],
    ['the leader beside one that is paused', ensemble('lfp'), 1, { outcome: 'quorumLost', after: 1 }],
    ['an observer beside the last quorum', ensemble('lfd'), 4, { outcome: 'safe', after: 2 }],
    ['one of two: an even count spares nobody', ensemble('lf', 0), 2, { outcome: 'quorumLost', needed: 2 }],
    ['a follower where nobody leads', ensemble('fdd'), 1, { outcome: 'noQuorum', inStep: 0 }],
    ['one that is cut from the leader', ensemble('lff', 0, [[1, 3]]), 3, { outcome: 'safe', inStep: 2 }],
    [
      'a leader whose followers do not hear each other',
      ensemble('lff', 0, [[2, 3]]),
      1,
      { outcome: 'quorumLost', after: 1 },
    ],
  ])('%s', (_, given, id, expected) => {
    expect(stopSafetyOf(given, id)).toMatchObject(expected);
  });

  it('says nothing of a member that does not run, or that is not known', () => {
    expect(stopSafetyOf(ensemble('lfp'), 3)).toBeNull();
    expect(stopSafetyOf(ensemble('lfd'), 3)).toBeNull();
    expect(stopSafetyOf(ensemble('lff'), 9)).toBeNull();
  });

  it('spares no server that stands alone', () => {
    const alone: StoppableMember = {
      id: 1,
      role: null,
      mode: 'standalone',
      state: 'up',
      thread: 'running',
      phase: null,
    };
    expect(stopSafetyOf({ members: [alone], cuts: [], leader: null }, 1)).toMatchObject({
      outcome: 'onlyServer',
    });
  });

  it('counts how many may still fail', () => {
    expect(failureMarginOf(ensemble('lffff'))).toBe(2);
    expect(failureMarginOf(ensemble('lff'))).toBe(1);
    expect(failureMarginOf(ensemble('lfs'))).toBe(0);
    expect(failureMarginOf(ensemble('fdd'))).toBe(-2);
  });

  it('agrees with what is said of a kill wherever every voter that runs is in step', () => {
    const letters = fc.array(fc.constantFrom('f', 'p'), { maxLength: 6 }).map((rest) => `l${rest.join('')}`);
    const cases = letters.chain((each) => fc.tuple(fc.constant(each), fc.nat({ max: each.length })));
    fc.assert(
      fc.property(cases, ([text, at]) => {
        const given = ensemble(text);
        const safety = stopSafetyOf(given, at + 1);
        fc.pre(safety !== null && safety.outcome !== 'noQuorum');
        const members = given.members.map((member) => ({ ...member, connections: 0 }));
        const { outcome } = consequenceOf({ ...given, members }, { action: 'kill', member: at + 1 });
        expect(safety?.outcome).toBe(outcome === 'quorumKept' ? 'safe' : outcome);
      }),
    );
  });
});
