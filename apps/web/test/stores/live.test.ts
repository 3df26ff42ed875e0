import type { EnsembleView, EventView, MemberView, ServerMessage } from '@vivarium/contract';
import { describe, expect, it } from 'vitest';
import { foldMessage, type Live } from '../../src/stores/live.ts';

const member = { id: 1, name: 'zk-1', mode: 'standalone', connections: 1 } as MemberView;
const ensemble = { label: 'local', members: [member], client: { state: 'connecting' } } as EnsembleView;
const event = (id: number, count = 1): EventView => ({
  id,
  atMs: 0,
  what: 'znodeChanged',
  path: '/a',
  member: null,
  detail: null,
  count,
});

const before: Live = {
  link: { state: 'connecting' },
  heardAtMs: null,
  skewMs: 0,
  ensemble: null,
  events: [],
  strata: [],
  jobs: [],
  guard: null,
};
const reset: ServerMessage = {
  type: 'reset',
  stream: 's',
  seq: 3,
  nowMs: 10_500,
  ensemble,
  events: [event(1), event(2)],
  strata: [],
  jobs: [],
  guard: { connection: 'local', mode: 'open', unlockedUntilMs: null, prefixes: ['/zookeeper'] },
};

describe('the picture of the page', () => {
  it('begins with a reset, newest event first, and knows the clocks apart', () => {
    const now = foldMessage(before, reset, 10_000);
    expect([now.link.state, now.heardAtMs, now.skewMs]).toEqual(['live', 10_000, 500]);
    expect(now.events.map((each) => each.id)).toEqual([2, 1]);
  });

  it('keeps the clocks apart as they were when a message took a little longer, not when one was set', () => {
    const first = foldMessage(before, reset, 10_000);
    const late = foldMessage(first, { type: 'alive', seq: 3, nowMs: 11_500 }, 11_030);
    expect([late.skewMs, late.heardAtMs, late.link === first.link]).toEqual([500, 11_030, true]);
    const set = foldMessage(late, { type: 'alive', seq: 3, nowMs: 12_500 }, 72_000);
    expect(set.skewMs).toBe(-59_500);
  });

  it('takes changes in order', () => {
    const now = foldMessage(
      foldMessage(before, reset, 0),
      {
        type: 'batch',
        seq: 5,
        nowMs: 0,
        changes: [
          { kind: 'member', member: { ...member, connections: 9 } },
          { kind: 'event', event: event(3) },
          { kind: 'event', event: event(3, 2) },
          { kind: 'stratum', stratum: { atMs: 1, spanMs: 250, txns: 4, zxid: '0x4' } },
        ],
      },
      0,
    );
    expect(now.ensemble?.members[0]?.connections).toBe(9);
    expect(now.events.map((each) => [each.id, each.count])).toEqual([
      [3, 2],
      [2, 1],
      [1, 1],
    ]);
    expect(now.strata.length).toBe(1);
  });

  it('replaces what is true of the whole, and a record that goes on', () => {
    const standing = { epoch: 7 } as EnsembleView['standing'];
    const failover = (id: number, gapMs: number | null) =>
      ({ id, gapMs }) as EnsembleView['failovers'][number];
    const whole = { ...reset, ensemble: { ...ensemble, failovers: [] } } as ServerMessage;
    const now = foldMessage(
      foldMessage(before, whole, 0),
      {
        type: 'batch',
        seq: 6,
        nowMs: 0,
        changes: [
          { kind: 'standing', standing },
          { kind: 'failover', failover: failover(1, null) },
          { kind: 'failover', failover: failover(2, null) },
          { kind: 'failover', failover: failover(1, 412) },
        ],
      },
      0,
    );
    expect(now.ensemble?.standing.epoch).toBe(7);
    expect(now.ensemble?.failovers.map(({ id, gapMs }) => [id, gapMs])).toEqual([
      [1, 412],
      [2, null],
    ]);
  });

  it('keeps what it had when it is refused', () => {
    const fault = { code: 'NO_SESSION', meaning: 'm', next: 'n' };
    const now = foldMessage(foldMessage(before, reset, 0), { type: 'refused', fault }, 1);
    expect([now.link.state, now.ensemble?.label, now.heardAtMs]).toEqual(['refused', 'local', 0]);
  });
});
