import type { FailoverMark, FailoverSummary, FailoverView } from '@vivarium/contract';

const vote = (leader: number, zxid: string) => ({ leader, zxid, epoch: 6 });

export const summary: FailoverSummary = {
  id: 3,
  cause: { kind: 'killed', member: 1, text: 'killed' },
  state: 'ended',
  startedAtMs: 10_000,
  endedAtMs: 10_412,
  fromEpoch: 6,
  toEpoch: 7,
  fromLeader: 1,
  toLeader: 2,
  round: 12,
  electionMs: 301,
  gapMs: 412,
  gapSinceMs: 10_000,
  gapBy: 'canary',
  gapResolutionMs: 10,
  marks: 6,
};

const marks: FailoverMark[] = [
  { n: 0, tMs: 0, member: 1, kind: 'thread', state: 'killed' },
  { n: 1, tMs: 9, member: 2, kind: 'looking', round: 12, cause: 'the leader is gone' },
  { n: 2, tMs: 12, member: 2, kind: 'voteSent', to: 3, round: 12, vote: vote(2, '0x6000019e0') },
  {
    n: 3,
    tMs: 16,
    member: 3,
    kind: 'voteReceived',
    from: 2,
    sentTMs: 12,
    round: 12,
    state: 'looking',
    vote: vote(2, '0x6000019e0'),
    against: vote(3, '0x6000019df'),
    by: 'zxid',
    won: true,
  },
  {
    n: 4,
    tMs: 15,
    member: 2,
    kind: 'voteReceived',
    from: 3,
    sentTMs: 11,
    round: 12,
    state: 'looking',
    vote: vote(3, '0x6000019df'),
    against: vote(2, '0x6000019e0'),
    by: 'zxid',
    won: false,
  },
  { n: 5, tMs: 310, member: 2, kind: 'established', epoch: 7 },
];

export const view: FailoverView = {
  summary,
  lanes: [
    { member: 1, name: 'zk-1', bands: [{ phase: 'down', fromTMs: 0, toTMs: null }] },
    { member: 2, name: 'zk-2', bands: [{ phase: 'election', fromTMs: 9, toTMs: 220 }] },
    { member: 3, name: 'zk-3', bands: [{ phase: 'election', fromTMs: 11, toTMs: 224 }] },
  ],
  marks,
};
