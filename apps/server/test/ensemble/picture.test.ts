import {
  EMPTY_VIEW,
  type EnsembleView,
  type EventBody,
  foldEvent,
  type MemberStatus,
} from '@vivarium/timeline';
import { describe, expect, it } from 'vitest';
import { EnsemblePicture } from '../../src/ensemble/picture.ts';
import { txnsBetween } from '../../src/ensemble/txns-between.ts';

const status = (zxid: number, mode: MemberStatus['mode'] = 'standalone', connections = 1): MemberStatus => ({
  version: '3.9.5-x, built on y',
  mode,
  zxid,
  latencyMs: { min: 0, avg: 0.5, max: 3 },
  received: 10,
  sent: 9,
  connections,
  outstanding: 0,
  nodeCount: 5,
});

class Subject {
  readonly picture = new EnsemblePicture({ label: 'local', embedded: true, pollIntervalMs: 250 }, 1_000);
  private view: EnsembleView = EMPTY_VIEW;
  private seq = 0;

  constructor(...ids: number[]) {
    for (const id of ids)
      this.tell(id, { type: 'memberListed', name: `zk-${id}`, address: `127.0.0.1:${id}` });
  }

  tell(member: number, body: EventBody): this {
    this.seq += 1;
    const wallMs = 1_000 * this.seq;
    this.view = foldEvent(this.view, { seq: this.seq, atMs: wallMs, wallMs, member, ...body });
    this.picture.take(this.view);
    return this;
  }

  answers(member: number, told: MemberStatus): this {
    return this.tell(member, { type: 'statusPolled', status: told });
  }

  falls(member: number): this {
    return this.tell(member, { type: 'statusUnavailable', kind: 'refused', cause: 'connection refused' });
  }
}

describe('the picture of the ensemble', () => {
  it('knows nothing before the first answer', () => {
    const [member] = new Subject(1).picture.view().members;
    expect([member?.state, member?.mode, member?.polledAtMs]).toEqual(['unknown', null, null]);
  });

  it('says what is wrong with the set-up once: as a member says it, else as it was concluded', () => {
    const subject = new Subject(1, 2);
    const { picture } = subject.answers(1, status(0x10));
    picture.changes();
    const even = { kind: 'evenVoters', voters: 2 } as const;
    const concluded = [{ ...even, seenBy: [1, 2], means: 'conf' as const }];
    picture.derive(concluded);
    const told = picture.changes();
    expect(told.map(({ kind }) => kind)).toEqual(['standing']);
    expect(picture.standing().reasons).toEqual(concluded);
    picture.derive(structuredClone(concluded));
    expect(picture.changes()).toEqual([]);
    subject.tell(2, { type: 'faultsChanged', faults: [even] });
    expect(picture.standing().reasons).toEqual([{ ...even, seenBy: [2], means: 'srvr' }]);
  });

  it('takes the answer as it is, and says that sessions were not told', () => {
    const { picture } = new Subject(1).answers(1, status(0x10));
    expect(picture.view().members[0]).toMatchObject({
      state: 'up',
      mode: 'standalone',
      zxid: '0x10',
      sessions: null,
      polledAtMs: 2_000,
    });
    expect(picture.view().poll.command).toBe('srvr');
  });

  it('keeps the last values of a member that fell silent, with the time they are of', () => {
    const { picture } = new Subject(1).answers(1, status(0x10, 'standalone', 7)).falls(1);
    expect(picture.view().members[0]).toMatchObject({
      state: 'down',
      cause: 'connection refused',
      connections: 7,
      polledAtMs: 2_000,
    });
  });

  it('tells each change once, and with the leader everybody’s lag', () => {
    const subject = new Subject(1, 2, 3)
      .answers(1, status(2 ** 32 + 4, 'follower'))
      .answers(2, status(2 ** 32 + 9, 'leader'))
      .answers(3, status(2 ** 32 + 9, 'observer'));
    const kinds = subject.picture.changes().map(({ kind }) => kind);
    expect(kinds).toEqual(['member', 'member', 'member', 'standing']);
    expect(subject.picture.changes()).toEqual([]);
    expect(subject.picture.view().members.map(({ lagTxns }) => lagTxns)).toEqual([5, 0, 0]);
    expect(subject.picture.view().standing).toMatchObject({ leader: 2, verdict: { kind: 'led', inStep: 2 } });
    subject.answers(1, status(2 ** 32 + 5, 'follower'));
    expect(subject.picture.changes()).toMatchObject([{ kind: 'member', member: { id: 1, lagTxns: 4 } }]);
  });

  it('lays strata: transactions since the last one, null where nobody leads', () => {
    const subject = new Subject(1).answers(1, status(10));
    subject.picture.lay(1_000);
    subject.answers(1, status(14)).picture.lay(1_250);
    subject.falls(1).picture.lay(1_500);
    subject.answers(1, status(20)).picture.lay(1_750);
    expect(subject.picture.strata(10).map(({ txns }) => txns)).toEqual([0, 4, null, 6]);
    expect(subject.picture.strata(2).map(({ spanMs }) => spanMs)).toEqual([250, 250]);
  });

  it('counts across an epoch only what the new one did', () => {
    expect(txnsBetween(null, 5)).toBe(0);
    expect(txnsBetween(5, 9)).toBe(4);
    expect(txnsBetween(9, 5)).toBe(0);
    expect(txnsBetween(2 ** 32 + 9, 2 * 2 ** 32 + 3)).toBe(3);
  });
});
