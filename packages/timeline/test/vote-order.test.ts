import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVotes } from '../src/index.ts';

const vote = (round: number, peerEpoch: number, zxid: number, leader: number) => ({
  round,
  peerEpoch,
  zxid,
  leader,
});

describe('the order of votes', () => {
  it.each([
    ['the later epoch wins, whatever else', vote(1, 3, 0, 1), vote(1, 2, 9, 9), { by: 'epoch', won: true }],
    ['then the later zxid', vote(1, 2, 8, 1), vote(1, 2, 7, 9), { by: 'zxid', won: true }],
    ['then the larger id', vote(1, 2, 7, 1), vote(1, 2, 7, 2), { by: 'sid', won: false }],
    ['the same is the same', vote(1, 2, 7, 2), vote(1, 2, 7, 2), { by: 'equal', won: false }],
    ['an earlier round is not compared', vote(1, 9, 9, 9), vote(2, 1, 1, 1), { by: 'round', won: false }],
  ] as const)('%s', (_, received, own, expected) => {
    expect(compareVotes(received, own)).toEqual(expected);
  });

  it('has one winner of two different votes of a round', () => {
    const any = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map(([e, z, l]) => vote(1, e, z, l));
    fc.assert(
      fc.property(any, any, (one, other) => {
        const isSame = compareVotes(one, other).by === 'equal';
        expect(compareVotes(one, other).won !== compareVotes(other, one).won).toBe(!isSame);
      }),
    );
  });
});
