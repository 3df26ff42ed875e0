import type { StandingFault } from '@vivarium/timeline';
import { describe, expect, it } from 'vitest';
import { faultSentence } from '../../../src/quorum/faults/fault-sentence.ts';
import { StandingFaults } from '../../../src/quorum/faults/standing-faults.ts';
import type { Membership } from '../../../src/quorum/membership.ts';

function membership(voters: number): Membership {
  const members = Array.from({ length: voters }, (_, at) => ({
    sid: at + 1,
    host: `zk${at + 1}`,
    quorumPort: 2888,
    electionPort: 3888,
    role: 'participant' as const,
    client: null,
  }));
  return { members: new Map(members.map((each) => [each.sid, each])), version: 0, groups: null };
}

function watched(voters = 3): { faults: StandingFaults; told: (readonly StandingFault[])[] } {
  const told: (readonly StandingFault[])[] = [];
  const faults = new StandingFaults(1, membership(voters), (all) => told.push(all));
  faults.begin();
  return { faults, told };
}

const line = (sid: number, more = `zk${sid}:2888:3888:participant`) => `server.${sid}=${more}`;
const list = (...lines: string[]) => [...lines, 'version=0'].join('\n');

describe('standing faults', () => {
  it('an even number of voters is one from the start, an odd number none', () => {
    expect(watched(4).told).toEqual([[{ kind: 'evenVoters', voters: 4 }]]);
    expect(watched(3).told).toEqual([]);
  });

  it.each([
    ['a member is missing in it', list(line(1), line(2)), 3, null, 'zk3:2888:3888:participant'],
    ['it has one more', list(line(1), line(2), line(3), line(4)), 4, 'zk4:2888:3888:participant', null],
    [
      'a voter observes',
      list(line(1), line(2, 'zk2:2888:3888:observer'), line(3)),
      2,
      'zk2:2888:3888:observer',
      'zk2:2888:3888:participant',
    ],
    [
      'a port differs',
      list(line(1), line(2, 'zk2:2889:3888'), line(3)),
      2,
      'zk2:2889:3888:participant',
      'zk2:2888:3888:participant',
    ],
    [
      'a host differs',
      list(line(1), line(2, 'zk7:2888:3888:participant;0.0.0.0:2181'), line(3)),
      2,
      'zk7:2888:3888:participant',
      'zk2:2888:3888:participant',
    ],
  ])('another list is one when %s, until it is put right', (_, text, sid, theirs, ours) => {
    const { faults, told } = watched();
    faults.listed(3, text);
    faults.listed(3, text);
    expect(told).toEqual([[{ kind: 'listsDiffer', by: 3, sid, theirs, ours }]]);
    expect(faultSentence(faults.all[0] as StandingFault)).toMatch(/^server 3 has .* the same server lines$/);
    faults.listed(3, list(line(1), line(2), line(3)));
    expect(faults.all).toEqual([]);
    expect(told).toHaveLength(2);
  });

  it('other names of the same machine, client addresses and the order of lines are none', () => {
    const { told, faults } = watched();
    faults.listed(2, list(line(3, 'zk3.example.com:2888:3888'), line(2, '0.0.0.0:2888:3888'), line(1)));
    faults.listed(3, list(line(1, '10.0.0.1:2888:3888:participant;[::1]:2181'), line(2), line(3)));
    faults.listed(3, '');
    faults.listed(3, 'no list at all');
    expect(told).toEqual([]);
  });

  it('a sid is used twice when somebody says to be us, or a third link in a row claims a server that is there', () => {
    const { faults, told } = watched();
    faults.claimed(1, 'zk9:3888', 0);
    expect(faults.all).toEqual([{ kind: 'sidTwice', sid: 1, address: 'zk9:3888' }]);
    faults.tick(40_000);
    expect(faults.all).toEqual([]);
    for (const atMs of [50_000, 51_000]) faults.claimed(2, null, atMs);
    expect(faults.all).toEqual([]);
    faults.claimed(2, null, 52_000);
    expect(faults.all).toEqual([{ kind: 'sidTwice', sid: 2, address: null }]);
    expect(told).toHaveLength(3);
  });

  it('claims that are far apart are a member that came back', () => {
    const { faults } = watched();
    for (let atMs = 0; atMs < 400_000; atMs += 40_000) {
      faults.tick(atMs);
      faults.claimed(2, null, atMs);
    }
    expect(faults.all).toEqual([]);
  });
});
