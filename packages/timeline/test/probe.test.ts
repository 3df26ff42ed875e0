import { describe, expect, it } from 'vitest';
import {
  EMPTY_VIEW,
  type EnsembleView,
  type EventBody,
  electionMsOf,
  foldEvent,
  type MeansName,
  type PeerState,
  type TimelineEvent,
} from '../src/index.ts';
import { STATUS } from './events.ts';

const EPOCH = 2 ** 32;

/** A real ensemble of three as poll, probe and tap tell of it; `atMs` is said with each event. */
function watched() {
  let view: EnsembleView = EMPTY_VIEW;
  let seq = 0;
  const tell = (atMs: number, member: number, body: EventBody, means?: MeansName): EnsembleView => {
    seq += 1;
    const seen = means === undefined ? {} : { means, resolutionMs: 20 };
    const event: TimelineEvent = { seq, atMs, wallMs: 1_000_000 + atMs, member, ...seen, ...body };
    view = foldEvent(view, event);
    return view;
  };
  const probe = (atMs: number, member: number, state: PeerState, leader: number, peerEpoch: number) =>
    tell(
      atMs,
      member,
      { type: 'voteSeen', state, round: 1, vote: { leader, zxid: EPOCH, peerEpoch } },
      'election-probe',
    );
  const established = (atMs: number, member: number, epoch: number) =>
    tell(atMs, member, { type: 'epochEstablished', epoch }, 'observer-tap');
  for (const id of [1, 2, 3]) {
    tell(0, id, { type: 'memberListed', name: `zk${id}`, address: `zk${id}:2181`, role: 'voter' });
    const mode = id === 3 ? 'leader' : 'follower';
    tell(0, id, { type: 'statusPolled', status: { ...STATUS, mode, zxid: EPOCH + 5 } });
    probe(0, id, id === 3 ? 'leading' : 'following', 3, 1);
  }
  return { tell, probe, established, view: () => view };
}

describe('a failover seen from outside', () => {
  it('is recorded with votes, states, the new epoch and both numbers, each with its means', () => {
    const { probe, established, tell, view } = watched();
    expect(view().verdict).toMatchObject({ kind: 'led', leader: 3, inStep: 3 });
    expect(view().epoch).toBe(1);
    probe(100, 1, 'looking', 1, 1);
    expect(view().verdict.kind).toBe('led');
    probe(110, 2, 'looking', 2, 1);
    expect(view().gap).toMatchObject({ sinceAtMs: 110 });
    probe(300, 2, 'leading', 2, 1);
    probe(301, 1, 'following', 2, 1);
    expect(view().verdict.kind).toBe('electing');
    established(400, 2, 2);
    expect(view().verdict).toMatchObject({ kind: 'led', leader: 2 });
    expect(view().gap).toBeNull();
    probe(420, 1, 'following', 2, 2);
    const commit = {
      type: 'committed',
      zxid: 2 * EPOCH + 1,
      session: '0x1',
      cxid: 1,
      op: 'create',
      paths: [],
      bytes: 1,
    } as const;
    tell(430, 2, commit, 'observer-tap');
    tell(500, 3, { type: 'statusUnavailable', kind: 'refused', cause: 'nothing listens' });
    const [record] = view().failovers;
    expect(record).toMatchObject({
      state: 'ended',
      fromEpoch: 1,
      toEpoch: 2,
      fromLeader: 3,
      toLeader: 2,
      gapMs: 290,
      gapBy: 'tap',
      gapResolutionMs: 20,
    });
    expect(record === undefined ? null : electionMsOf(record)).toBe(290);
    const marks = record?.marks ?? [];
    expect(marks.map(({ kind, member }) => `${kind} ${member}`)).toEqual([
      'looking 2',
      'voteSeen 2',
      'gapOpened 0',
      'voteSeen 2',
      'elected 2',
      'voteSeen 1',
      'elected 1',
      'established 2',
      'gapClosed 0',
      'voteSeen 1',
      'established 1',
      'firstCommit 2',
    ]);
    expect(
      marks
        .filter(({ kind }) => kind !== 'gapOpened' && kind !== 'gapClosed')
        .every(({ means }) => means !== undefined),
    ).toBe(true);
    expect(marks.find(({ kind }) => kind === 'established')).toMatchObject({ means: 'observer-tap' });
  });

  it('is told by the probe alone: a vote that carries a later epoch says that a quorum took it on', () => {
    const { probe, view } = watched();
    for (const id of [1, 2]) probe(100, id, 'looking', id, 1);
    probe(300, 2, 'leading', 2, 1);
    probe(300, 1, 'following', 2, 1);
    expect(view().gap).not.toBeNull();
    probe(390, 2, 'leading', 2, 2);
    expect(view().gap).toBeNull();
    probe(400, 1, 'following', 2, 2);
    expect(view().failovers.at(-1)).toMatchObject({ toEpoch: 2, toLeader: 2, gapMs: 290, gapBy: 'probe' });
  });

  it('is told where an election was over before anyone was asked', () => {
    const { probe, established, view } = watched();
    probe(100, 2, 'leading', 2, 1);
    probe(105, 1, 'following', 2, 1);
    expect(view().verdict.kind).toBe('electing');
    established(150, 2, 2);
    const [record] = view().failovers;
    expect(record).toMatchObject({ toLeader: 2, toEpoch: 2, gapBy: 'tap', gapMs: 45 });
    expect(record === undefined ? null : electionMsOf(record)).toBe(45);
  });

  it('does not let a status of the moment before hide that a member looks for a leader', () => {
    const { probe, tell, view } = watched();
    for (const id of [1, 2]) probe(100, id, 'looking', id, 1);
    tell(105, 1, { type: 'modeChanged', mode: 'follower', cause: 'status poll' });
    tell(105, 1, { type: 'statusPolled', status: { ...STATUS, mode: 'follower', zxid: EPOCH + 5 } });
    expect(view().members[0]?.mode).toBe('looking');
    expect(view().gap).not.toBeNull();
  });

  it('leaves members alone that tell of themselves', () => {
    const { tell, probe, view } = watched();
    tell(50, 1, { type: 'threadChanged', state: 'running', untilMs: null, cause: 'asked', detail: '' });
    const before = view();
    expect(probe(100, 1, 'looking', 1, 1)).toBe(before);
  });

  it('keeps by which means each member is seen', () => {
    const { tell, view } = watched();
    const state = { name: 'failed', cause: 'election port refused' } as const;
    tell(10, 2, { type: 'meansChanged', means: 'election-probe', state }, 'election-probe');
    expect(view().members[1]?.means['election-probe']).toEqual(state);
    expect(view().means['election-probe']).toEqual({ name: 'off' });
  });
});
