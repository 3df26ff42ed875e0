import { describe, expect, it } from 'vitest';
import { setUpFaults, type ToldList } from '../src/index.ts';

const line = (sid: number, more = `zk${sid}:2888:3888:participant`) => `server.${sid}=${more}`;
const conf = (id: number, ...lines: string[]): ToldList => ({
  id,
  text: [`clientPort=2181`, `serverId=${id}`, 'membership: ', ...lines, 'version=0'].join('\n'),
});
const three = [line(1), line(2), line(3)];

describe('the set-up of members that do not tell of it', () => {
  it('is well with an odd number of voters and the same lists', () => {
    expect(setUpFaults([conf(1, ...three), conf(2, ...three)], null)).toEqual([]);
    expect(setUpFaults([], null)).toEqual([]);
    expect(setUpFaults([{ id: 1, text: 'clientPort=2181' }], null)).toEqual([]);
  });

  it('has an even number of voters, which observers do not mend', () => {
    const four = [...three, line(4), line(5, 'zk5:2888:3888:observer')];
    expect(setUpFaults([conf(1, ...four), conf(3, ...four)], null)).toEqual([
      { fault: { kind: 'evenVoters', voters: 4 }, seenBy: [1, 3], means: 'conf' },
    ]);
    expect(setUpFaults([], [...four, 'version=100000000'].join('\n'))).toEqual([
      { fault: { kind: 'evenVoters', voters: 4 }, seenBy: [], means: 'config' },
    ]);
    const weighed = [...four, 'group.1=1:2:3:4', 'weight.1=1'];
    expect(setUpFaults([conf(1, ...weighed)], null)).toEqual([]);
  });

  it('has lists that differ: the one that fewer have is the other one', () => {
    const theirs = [line(1), line(2), line(3, 'zk9:2888:3888:participant')];
    expect(setUpFaults([conf(1, ...theirs), conf(2, ...three), conf(3, ...three)], null)).toEqual([
      {
        fault: {
          kind: 'listsDiffer',
          by: 1,
          sid: 3,
          theirs: 'zk9:2888:3888:participant',
          ours: 'zk3:2888:3888:participant',
        },
        seenBy: [2, 3],
        means: 'conf',
      },
    ]);
  });
});
