import { describe, expect, it } from 'vitest';
import { type EventBody, type TimelineEvent, violations } from '../src/index.ts';
import { source } from './events.ts';

const committed = (zxid: number): EventBody => ({
  type: 'committed',
  zxid,
  session: '0x1',
  cxid: 1,
  op: 'create',
  paths: ['/a'],
  bytes: 9,
});
const opened = (session: string, cause: 'created' | 'reattached' = 'created'): EventBody => ({
  type: 'sessionOpened',
  session,
  timeoutMs: 4_000,
  address: '127.0.0.1:1',
  cause,
});
const closed = (session: string): EventBody => ({ type: 'sessionClosed', session, cause: 'expired' });
const looking: EventBody = { type: 'modeChanged', mode: 'looking', cause: '' };

function trace(...bodies: EventBody[]): TimelineEvent[] {
  const stamp = source();
  return bodies.map((body) => stamp(1, body));
}

function broken(events: readonly TimelineEvent[]): string[] {
  return violations(events).map(({ rule, index }) => `${rule} at ${index}`);
}

describe('a well-formed trace', () => {
  it('breaks no rule', () => {
    const events = trace(
      looking,
      opened('0x1'),
      committed(1),
      { type: 'snapshotStarted', zxid: 1 },
      committed(2),
      { type: 'snapshotFinished', zxid: 1, bytes: 10 },
      opened('0x1', 'reattached'),
      closed('0x1'),
      closed('0x9'),
    );
    expect(broken(events)).toEqual([]);
  });

  it('may commit the same zxid on two members', () => {
    const stamp = source();
    expect(broken([stamp(1, committed(5)), stamp(2, committed(5))])).toEqual([]);
  });

  const [first, second] = trace(committed(1), committed(2)) as [TimelineEvent, TimelineEvent];
  it.each<[string, TimelineEvent[], string]>([
    ['a gap in the numbers', [first, { ...second, seq: 3 }], 'seqRisesByOne at 1'],
    ['time going back', [first, { ...second, atMs: 1 }], 'timeDoesNotGoBack at 1'],
    ['a zxid committed twice', trace(committed(2), committed(2)), 'zxidsRise at 1'],
    ['a mode that does not change', trace(looking, looking), 'modesChange at 1'],
    ['a session that is created twice', trace(opened('0x1'), opened('0x1')), 'sessionsLiveOnce at 1'],
    ['a session that ends twice', trace(closed('0x1'), closed('0x1')), 'sessionsLiveOnce at 1'],
    ['a session after its end', trace(closed('0x1'), opened('0x1', 'reattached')), 'sessionsLiveOnce at 1'],
    [
      'a snapshot that nobody started',
      trace({ type: 'snapshotFinished', zxid: 1, bytes: 1 }),
      'snapshotsPair at 0',
    ],
    [
      'two snapshots at a time',
      trace({ type: 'snapshotStarted', zxid: 1 }, { type: 'snapshotStarted', zxid: 2 }),
      'snapshotsPair at 1',
    ],
  ])('has no %s', (_, events, rule) => {
    expect(broken(events)).toEqual([rule]);
  });
});
