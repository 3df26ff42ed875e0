import { describe, expect, it } from 'vitest';
import { joinBlind } from '../../src/words/join-blind.ts';

const refused = (member: number, word: string) => ({
  member,
  word,
  cause: 'not in the whitelist',
  line: `4lw.commands.whitelist=srvr, ${word}`,
});

describe('what could not be asked', () => {
  it('is one line of zoo.cfg for all words of the same members', () => {
    const blind = [refused(1, 'cons'), refused(2, 'cons'), refused(1, 'dump'), refused(2, 'dump')];
    expect(joinBlind(blind)).toEqual([
      {
        words: ['cons', 'dump'],
        ids: [1, 2],
        cause: 'not in the whitelist',
        line: '4lw.commands.whitelist=srvr, cons, dump',
      },
    ]);
  });

  it('keeps members apart that lack different words, and those that are silent', () => {
    const silent = { member: 3, word: 'cons', cause: 'timed out', line: null };
    const joined = joinBlind([refused(1, 'cons'), refused(2, 'dump'), silent]);
    expect(joined.map(({ words, ids }) => [words, ids])).toEqual([
      [['cons'], [1]],
      [['dump'], [2]],
      [['cons'], [3]],
    ]);
    expect(joined[2]?.line).toBeNull();
  });

  it('says once why a member answered none of several words', () => {
    const silent = (member: number, word: string) => ({
      member,
      word,
      cause: `${member} is off`,
      line: null,
    });
    const joined = joinBlind([silent(1, 'cons'), silent(2, 'cons'), silent(1, 'dump'), silent(2, 'dump')]);
    expect(joined.map(({ words, ids }) => [words, ids])).toEqual([
      [['cons', 'dump'], [1]],
      [['cons', 'dump'], [2]],
    ]);
  });
});
