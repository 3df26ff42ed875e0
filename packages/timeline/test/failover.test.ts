import { describe, expect, it } from 'vitest';
import {
  EMPTY_VIEW,
  type EnsembleView,
  type EventBody,
  electionMsOf,
  FAILOVER_MARKS_MAX,
  FAILOVERS_KEPT,
  foldEvent,
  type Mode,
} from '../src/index.ts';

const EPOCH = 2 ** 32;

/** Three voters and an observer with a feed of their own; zk-3 leads epoch 1 from time 100 on. */
class Story {
  view: EnsembleView = EMPTY_VIEW;
  private seq = 0;

  at(atMs: number, member: number, body: EventBody): this {
    this.seq += 1;
    this.view = foldEvent(this.view, { seq: this.seq, atMs, wallMs: 1_000_000 + atMs, member, ...body });
    return this;
  }

  static serving(): Story {
    const story = new Story();
    for (const id of [1, 2, 3, 4]) {
      const role = id === 4 ? 'observer' : 'voter';
      story.at(0, id, { type: 'memberListed', name: `zk-${id}`, address: '', role });
      story.thread(10, id, 'starting').thread(20, id, 'running');
    }
    return story.establish(100, 1, 3, [1, 2], [4]);
  }

  thread(atMs: number, member: number, state: 'starting' | 'running' | 'paused' | 'killed'): this {
    return this.at(atMs, member, {
      type: 'threadChanged',
      state,
      untilMs: null,
      cause: 'asked',
      detail: state,
    });
  }

  mode(atMs: number, member: number, mode: Mode): this {
    return this.at(atMs, member, { type: 'modeChanged', mode, cause: '' });
  }

  look(atMs: number, member: number, round: number): this {
    return this.mode(atMs, member, 'looking').at(atMs, member, {
      type: 'electionStarted',
      round,
      cause: 'the leader went',
    });
  }

  establish(
    atMs: number,
    epoch: number,
    leader: number,
    followers: readonly number[],
    observers: readonly number[] = [],
  ): this {
    for (const id of [leader, ...followers, ...observers]) {
      const mode = id === leader ? 'leader' : observers.includes(id) ? 'observer' : 'follower';
      this.at(atMs, id, { type: 'epochEstablished', epoch }).mode(atMs, id, mode);
    }
    return this;
  }

  commit(atMs: number, member: number, zxid: number): this {
    const facts = { session: '0x1', cxid: 1, op: 'setData', paths: ['/a'], bytes: 1 };
    return this.at(atMs, member, { type: 'committed', zxid, ...facts });
  }

  ack(atMs: number, sentAtMs: number): this {
    return this.at(atMs, 0, { type: 'writeAcknowledged', sentAtMs });
  }

  get last() {
    return this.view.failovers.at(-1);
  }
}

describe('the verdict with a feed', () => {
  it('counts voters in step, not observers', () => {
    expect(Story.serving().view.verdict).toMatchObject({
      kind: 'led',
      leader: 3,
      inStep: 3,
      voters: 3,
      needed: 2,
    });
    expect(Story.serving().thread(200, 4, 'killed').view.verdict).toMatchObject({ kind: 'led', inStep: 3 });
  });

  it('is without a quorum at once when the second of three goes, though the leader has not noticed', () => {
    const story = Story.serving().thread(200, 1, 'killed').thread(210, 2, 'paused');
    expect(story.view.members[2]?.mode).toBe('leader');
    expect(story.view.verdict).toMatchObject({ kind: 'noQuorum', answering: 1, needed: 2 });
  });

  it('does not follow a leader that is cut off from its quorum', () => {
    const cuts = [1, 2, 4].map((other) => ({ a: Math.min(other, 3), b: Math.max(other, 3) }));
    const story = Story.serving().at(200, 3, { type: 'linksChanged', cuts, cause: 'isolate' });
    expect(story.view.verdict).toMatchObject({ kind: 'electing', answering: 3 });
    expect(story.last?.cause).toMatchObject({ kind: 'isolated', member: 3 });
  });

  it('follows the leader of the later epoch while the one before has not noticed', () => {
    const story = Story.serving()
      .establish(200, 2, 2, [1])
      .at(210, 3, { type: 'linksChanged', cuts: [], cause: 'rejoin' });
    expect(story.view.members.map(({ mode }) => mode)).toEqual(['follower', 'leader', 'leader', 'observer']);
    expect(story.view.verdict).toMatchObject({ kind: 'led', leader: 2 });
    expect(story.view.gap).toBeNull();
  });

  it('takes a member’s own word over a poll that asked before', () => {
    const story = Story.serving();
    const late = { ...story.view.members[2], mode: 'leader' } as never;
    story.look(200, 3, 2).at(201, 3, { type: 'statusPolled', status: late });
    expect(story.view.members[2]?.mode).toBe('looking');
    story.thread(210, 3, 'killed').at(211, 3, { type: 'statusPolled', status: late });
    expect(story.view.members[2]?.failure).toMatchObject({ kind: 'killed' });
  });
});

describe('a recorded failover', () => {
  const failover = () =>
    Story.serving()
      .commit(190, 3, EPOCH + 1)
      .thread(200, 3, 'killed')
      .look(207, 2, 2)
      .at(207, 2, { type: 'voteSent', to: 1, round: 2, vote: { leader: 2, zxid: EPOCH + 1, peerEpoch: 1 } })
      .look(208, 1, 2)
      .at(208, 1, { type: 'voteSent', to: 2, round: 2, vote: { leader: 1, zxid: EPOCH + 1, peerEpoch: 1 } })
      .at(209, 1, {
        type: 'voteReceived',
        from: 2,
        round: 2,
        state: 'looking',
        vote: { leader: 2, zxid: EPOCH + 1, peerEpoch: 1 },
      })
      .look(209, 4, 2)
      .establish(290, 2, 2, [1], [4]);

  it('runs from the fault until a write is acknowledged, and tells both times', () => {
    const story = failover();
    expect(story.last).toMatchObject({ state: 'running', gapMs: null });
    expect(story.view.gap).toEqual({ sinceMs: 1_000_200, sinceAtMs: 200 });
    story.ack(325, 310);
    expect(story.view.gap).toBeNull();
    expect(story.last).toMatchObject({
      state: 'ended',
      cause: { kind: 'killed', member: 3 },
      startedMs: 1_000_200,
      fromEpoch: 1,
      toEpoch: 2,
      fromLeader: 3,
      toLeader: 2,
      round: 2,
      gapMs: 125,
      gapBy: 'canary',
    });
    expect(story.last && electionMsOf(story.last)).toBe(83);
  });

  it('keeps each vote with the comparison that decided', () => {
    const marks = failover().last?.marks ?? [];
    expect(marks.map(({ n }) => n)).toEqual(marks.map((_, at) => at));
    expect(marks.find(({ kind }) => kind === 'voteReceived')).toMatchObject({
      tMs: 9,
      member: 1,
      from: 2,
      sentTMs: 7,
      vote: { leader: 2 },
      against: { leader: 1 },
      by: 'sid',
      won: true,
    });
  });

  it('draws a lane for each member, without holes', () => {
    const { lanes = [] } = failover().ack(325, 310).last ?? {};
    expect(lanes.map(({ name }) => name)).toEqual(['zk-1', 'zk-2', 'zk-3', 'zk-4']);
    for (const { bands } of lanes) {
      for (const [at, band] of bands.entries())
        expect(band.fromTMs).toBe(at === 0 ? 0 : bands[at - 1]?.toTMs);
      expect(bands.at(-1)?.toTMs).toBeNull();
    }
    expect(lanes[2]?.bands.map(({ phase }) => phase)).toEqual(['broadcast', 'down']);
    expect(lanes[1]?.bands.map(({ phase }) => phase)).toEqual(['broadcast', 'election', 'broadcast']);
  });

  it('moves the beginning of the gap for a commit of the old epoch that is told late', () => {
    const story = Story.serving()
      .thread(200, 3, 'killed')
      .commit(203, 1, EPOCH + 2)
      .look(207, 1, 2);
    expect(story.view.gap?.sinceAtMs).toBe(203);
    story.look(207, 2, 2).commit(280, 1, 2 * EPOCH + 1);
    expect(story.view.gap).toBeNull();
    expect(story.last).toMatchObject({ gapMs: 77, gapBy: 'commit' });
  });

  it('does not take what a member applies from its log, on its way to a new leader, for an acknowledged write', () => {
    const story = Story.serving()
      .thread(200, 3, 'killed')
      .look(210, 2, 2)
      .commit(260, 2, EPOCH + 9);
    expect(story.view.gap?.sinceAtMs).toBe(200);
  });

  it('believes a write that was sent in the gap and acknowledged, and not one sent before', () => {
    expect(Story.serving().thread(200, 3, 'killed').ack(205, 199).view.gap?.sinceAtMs).toBe(205);
    expect(Story.serving().thread(200, 3, 'killed').ack(290, 280).view.gap).toBeNull();
  });

  it('records a pause after which the leader goes on: a gap and no election', () => {
    const story = Story.serving().thread(200, 3, 'paused');
    expect(story.view.gap?.sinceAtMs).toBe(200);
    story.thread(5_200, 3, 'running').ack(5_204, 1_000);
    expect(story.last).toMatchObject({ state: 'ended', gapMs: 5_004, establishedTMs: null, toLeader: 3 });
    expect(story.last && electionMsOf(story.last)).toBeNull();
  });

  it('is none when a follower goes: nothing stopped', () => {
    const story = Story.serving();
    const before = story.view.failovers.length;
    story.thread(200, 1, 'killed').thread(300, 1, 'starting').thread(310, 1, 'running').look(311, 1, 2);
    expect(story.view.failovers).toHaveLength(before);
    expect(story.view.gap).toBeNull();
  });

  it('keeps the clock running while there is no quorum, and records that it came back', () => {
    const story = Story.serving().thread(200, 1, 'killed').thread(300, 3, 'killed').look(310, 2, 2);
    expect(story.view.verdict).toMatchObject({ kind: 'noQuorum', answering: 1 });
    story
      .thread(9_000, 3, 'starting')
      .thread(9_100, 3, 'running')
      .establish(9_300, 2, 3, [2], [4])
      .ack(9_310, 9_305);
    expect(story.last).toMatchObject({ gapMs: 9_010, toLeader: 3, state: 'ended' });
  });

  it('keeps a bounded number of records, and of marks in each', () => {
    const story = Story.serving();
    for (let epoch = 2; epoch < FAILOVERS_KEPT + 8; epoch += 1) {
      const atMs = epoch * 1_000;
      story
        .thread(atMs, 3, 'killed')
        .thread(atMs + 1, 3, 'starting')
        .thread(atMs + 2, 3, 'running');
      story.establish(atMs + 100, epoch, 3, [1, 2], [4]).ack(atMs + 200, atMs + 150);
    }
    expect(story.view.failovers).toHaveLength(FAILOVERS_KEPT);
    const ids = story.view.failovers.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, at) => (ids[0] ?? 0) + at));
    story.thread(90_000, 3, 'killed');
    const vote = { leader: 2, zxid: 0, peerEpoch: 0 };
    for (let sent = 0; sent < FAILOVER_MARKS_MAX + 10; sent += 1) {
      story.at(90_001, 2, { type: 'voteSent', to: 1, round: 9, vote });
    }
    expect(story.last?.marks).toHaveLength(FAILOVER_MARKS_MAX);
    expect(story.last?.markCount).toBe(FAILOVER_MARKS_MAX + 12);
  });

  it('survives JSON', () => {
    const { view } = failover().ack(325, 310);
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });
});

describe('members that are only polled', () => {
  const polled = (mode: Mode): EventBody => ({
    type: 'statusPolled',
    status: {
      version: '3.8.0',
      mode,
      zxid: EPOCH,
      latencyMs: { min: 0, avg: 0, max: 0 },
      received: 0,
      sent: 0,
      connections: 1,
      outstanding: 0,
      nodeCount: 5,
    },
  });
  const gone: EventBody = { type: 'statusUnavailable', kind: 'refused', cause: 'nothing listens' };

  it('show a failover with the resolution of the poll', () => {
    const story = new Story();
    story.at(0, 1, polled('follower')).at(0, 2, polled('follower')).at(0, 3, polled('leader'));
    expect(story.view.failovers).toEqual([]);
    expect(story.view.epoch).toBe(1);
    story.at(1_000, 3, gone);
    expect(story.last).toMatchObject({ state: 'running', cause: { kind: 'leaderLost', member: 3 } });
    story.at(2_000, 2, polled('leader'));
    expect(story.last).toMatchObject({
      state: 'ended',
      fromLeader: 3,
      toLeader: 2,
      gapMs: 1_000,
      gapBy: 'poll',
    });
  });
});
