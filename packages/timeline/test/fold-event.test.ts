import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_VIEW, type EnsembleView, type EventBody, foldEvent, verdictOf } from '../src/index.ts';
import { anyTrace, STATUS, source } from './events.ts';

function fold(...bodies: [member: number, body: EventBody][]): EnsembleView {
  const stamp = source();
  return bodies.reduce((view, [member, body]) => foldEvent(view, stamp(member, body)), EMPTY_VIEW);
}

const listed = (id: number): [number, EventBody] => [
  id,
  { type: 'memberListed', name: `zk-${id}`, address: `h${id}:2181` },
];
const polled = (id: number, mode: typeof STATUS.mode): [number, EventBody] => [
  id,
  { type: 'statusPolled', status: { ...STATUS, mode } },
];
const silent = (id: number, kind: 'refused' | 'not-serving' = 'refused'): [number, EventBody] => [
  id,
  { type: 'statusUnavailable', kind, cause: 'nothing listens' },
];

describe('foldEvent', () => {
  it('shows a member as its status says', () => {
    expect(fold(listed(1), polled(1, 'standalone'))).toMatchObject({
      members: [
        { id: 1, name: 'zk-1', address: 'h1:2181', ...STATUS, sessions: null, asOfMs: 1020, failure: null },
      ],
      verdict: { kind: 'standalone', id: 1, name: 'zk-1' },
    });
  });

  it('keeps the last values of a member that no longer answers, with their age and since when', () => {
    const view = fold(listed(1), polled(1, 'standalone'), silent(1), silent(1));
    expect(view.members[0]).toMatchObject({
      mode: 'standalone',
      zxid: 7,
      asOfMs: 1020,
      failure: { kind: 'refused', cause: 'nothing listens', sinceMs: 1030 },
    });
    expect(view.verdict).toMatchObject({
      kind: 'unreachable',
      silent: [{ id: 1, failure: { sinceMs: 1030 } }],
    });
  });

  it('forgets the failure of a member that answers again', () => {
    const view = fold(listed(1), silent(1), polled(1, 'standalone'));
    expect(view.members[0]?.failure).toBeNull();
    expect(view.verdict.kind).toBe('standalone');
  });

  it('counts on from what a status told, and invents no number', () => {
    const opened: EventBody = { type: 'connectionOpened', address: 'x' };
    const session: EventBody = {
      type: 'sessionOpened',
      session: '0x1',
      timeoutMs: 1,
      address: 'x',
      cause: 'created',
    };
    expect(fold([1, opened], [1, session]).members[0]).toMatchObject({ connections: null, sessions: null });
    const known: EventBody = { type: 'statusPolled', status: { ...STATUS, sessions: 4 } };
    const back: EventBody = { ...session, cause: 'reattached' };
    expect(fold([1, known], [1, opened], [1, session], [1, back]).members[0]).toMatchObject({
      connections: 3,
      sessions: 5,
    });
  });

  it('moves the zxid with every commit and never back', () => {
    const commit = (zxid: number): [number, EventBody] => [
      1,
      { type: 'committed', zxid, session: '0x1', cxid: 1, op: 'create', paths: [], bytes: 1 },
    ];
    expect(fold(polled(1, 'standalone'), commit(9), commit(8)).members[0]?.zxid).toBe(9);
  });

  it('gives the same view for an event that changes nothing', () => {
    const stamp = source();
    const view = foldEvent(EMPTY_VIEW, stamp(1, silent(1)[1]));
    expect(foldEvent(view, stamp(1, silent(1)[1]))).toBe(view);
    expect(foldEvent(view, stamp(1, { type: 'snapshotStarted', zxid: 1 }))).toBe(view);
  });

  it('never touches the view it was given, keeps members in order, and its verdict is the verdict', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        let view = EMPTY_VIEW;
        for (const event of trace) {
          const before = JSON.stringify(view);
          const after = foldEvent(view, event);
          expect(JSON.stringify(view)).toBe(before);
          view = after;
        }
        const ids = view.members.map(({ id }) => id);
        expect(ids).toEqual([...new Set(ids)].sort());
        expect(view.verdict).toEqual(verdictOf(view.members, view.cuts));
        expect(JSON.parse(JSON.stringify(view))).toEqual(view);
      }),
    );
  });
});

describe('the verdict', () => {
  it.each<[string, [number, EventBody][], object]>([
    ['nothing is known', [listed(1)], { kind: 'unknown' }],
    [
      'one member does not serve yet',
      [listed(1), silent(1, 'not-serving')],
      { kind: 'electing', answering: 1, voters: 1, needed: 1 },
    ],
    [
      'a quorum with one member down',
      [listed(1), listed(2), listed(3), polled(1, 'follower'), polled(2, 'leader'), silent(3)],
      { kind: 'led', leader: 2, leaderName: 'zk-2', inStep: 2, voters: 3, needed: 2, silent: [{ id: 3 }] },
    ],
    [
      'no leader',
      [listed(1), listed(2), silent(1, 'not-serving'), silent(2)],
      { kind: 'noQuorum', answering: 1, voters: 2, needed: 2, silent: [{ id: 2 }] },
    ],
    ['everybody is silent', [listed(1), listed(2), silent(1), silent(2)], { kind: 'unreachable' }],
    [
      'two leaders',
      [listed(1), listed(2), polled(1, 'leader'), polled(2, 'leader')],
      { kind: 'split', leaders: [1, 2], standalone: [] },
    ],
    [
      'servers that do not belong together',
      [listed(1), listed(2), polled(1, 'standalone'), polled(2, 'standalone')],
      { kind: 'split', standalone: [1, 2] },
    ],
    [
      'a disk that failed',
      [listed(1), polled(1, 'standalone'), [1, { type: 'diskFailed', cause: 'EIO' }], silent(1)],
      { kind: 'unreachable', silent: [{ failure: { kind: 'disk', cause: 'EIO' } }] },
    ],
    [
      'a member taken off the list',
      [listed(1), silent(1), [1, { type: 'memberUnlisted', cause: '' }]],
      { kind: 'unknown' },
    ],
  ])('%s', (_, bodies, verdict) => {
    expect(fold(...bodies).verdict).toMatchObject(verdict);
  });
});
