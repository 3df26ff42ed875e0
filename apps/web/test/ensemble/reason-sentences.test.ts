import { describe, expect, it } from 'vitest';
import { reasonSentences } from '../../src/ensemble/reason-sentences.ts';
import type { EnsembleTranslate } from '../../src/ensemble/texts.ts';
import { en } from '../../src/i18n/ensemble/en.ts';
import { ensemble, lost, member } from './members.ts';

const say: EnsembleTranslate = (key, fill = {}) => {
  const message = en[key];
  return typeof message === 'function' ? message(fill) : message;
};

describe('why the verdict is not better', () => {
  it('is nothing where all is well', () => {
    expect(reasonSentences(ensemble(), say)).toEqual([]);
  });

  it('names who is not there, who is behind and who still syncs', () => {
    const members = [
      member(1, { lagTxns: 19 }),
      member(2, { mode: 'leader' }),
      member(3, { thread: 'killed' }),
      member(4, { phase: 'synchronization' }),
      member(5, { state: 'down', cause: 'ECONNREFUSED', thread: null }),
    ];
    expect(reasonSentences(ensemble({ members }), say)).toEqual([
      'zk-1 is 19 txns behind zk-2.',
      'zk-3 is not running.',
      'zk-4 is still being brought up to date; it does not count yet.',
      'zk-5 does not answer: ECONNREFUSED',
    ]);
  });

  it('says that a minority is one, and names cut links once', () => {
    const given = lost();
    const standing = { ...given.standing, cuts: [{ a: 1, b: 2 }] };
    expect(reasonSentences({ ...given, standing }, say)).toEqual([
      'A minority: 1 voter answers, 2 are needed to elect or to commit.',
      '1 link is cut: zk-1 – zk-2. The two do not hear each other.',
    ]);
    const members = given.members.map((each) => (each.id === 1 ? { ...each, isolated: true } : each));
    expect(reasonSentences({ ...given, members, standing }, say)).toContain(
      'zk-1 is isolated: every link of it is cut.',
    );
  });

  it('says what is wrong with the set-up', () => {
    const given = ensemble();
    const standing = {
      ...given.standing,
      reasons: [
        { kind: 'evenVoters' as const, voters: 4, seenBy: [1, 2] },
        { kind: 'sidTwice' as const, sid: 3, address: null, seenBy: [1] },
        { kind: 'listsDiffer' as const, by: 2, sid: 3, theirs: null, ours: 'h:1:2', seenBy: [1, 3] },
      ],
    };
    expect(reasonSentences({ ...given, standing }, say)).toEqual([
      '4 voters survive no more failures than 3 would: 1. Add one, or make one an observer.',
      'Two servers say that they are server 3. Check the myid files.',
      'The configurations disagree on server 3: zk-2 has no such line, zk-1, zk-3 h:1:2.',
    ]);
  });
});
