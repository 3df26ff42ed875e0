import fc from 'fast-check';
import type { EventBody, MemberStatus, Mode, TimelineEvent } from '../src/index.ts';

export const STATUS: MemberStatus = {
  version: '3.9.5',
  mode: 'standalone',
  zxid: 7,
  latencyMs: { min: 0, avg: 1.5, max: 9 },
  received: 10,
  sent: 11,
  connections: 2,
  outstanding: 0,
  nodeCount: 5,
};

/** A source that stamps what it is given. */
export function source(): (member: number, body: EventBody) => TimelineEvent {
  let seq = 0;
  return (member, body) => {
    seq += 1;
    return { seq, atMs: seq * 10, wallMs: 1_000 + seq * 10, member, ...body };
  };
}

const MODES: readonly Mode[] = ['leader', 'follower', 'observer', 'standalone', 'read-only', 'looking'];
const session = fc.constantFrom('0x1', '0x2', '0x3');
const zxid = fc.nat({ max: 1_000 });
const mode = fc.constantFrom(...MODES);

/** Any body of any event, sensible or not. */
export const anyBody: fc.Arbitrary<EventBody> = fc.oneof(
  fc.record({ type: fc.constant('modeChanged' as const), mode, cause: fc.string() }),
  fc.record({ type: fc.constant('connectionOpened' as const), address: fc.string() }),
  fc.record({ type: fc.constant('connectionClosed' as const), address: fc.string(), cause: fc.string() }),
  fc.record({
    type: fc.constant('sessionOpened' as const),
    session,
    timeoutMs: fc.nat(),
    address: fc.string(),
    cause: fc.constantFrom('created' as const, 'reattached' as const),
  }),
  fc.record({
    type: fc.constant('sessionClosed' as const),
    session,
    cause: fc.constantFrom('closed' as const, 'expired' as const),
  }),
  fc.record({
    type: fc.constant('committed' as const),
    zxid,
    session,
    cxid: fc.nat(),
    op: fc.constant('create'),
    paths: fc.constant(['/a']),
    bytes: fc.nat(),
  }),
  fc.record({ type: fc.constant('snapshotStarted' as const), zxid }),
  fc.record({ type: fc.constant('snapshotFinished' as const), zxid, bytes: fc.nat() }),
  fc.record({ type: fc.constant('diskFailed' as const), cause: fc.string() }),
  mode.map((each) => ({ type: 'statusPolled' as const, status: { ...STATUS, mode: each } })),
  fc.record({
    type: fc.constant('statusUnavailable' as const),
    kind: fc.constantFrom(
      'refused' as const,
      'timeout' as const,
      'not-serving' as const,
      'not-whitelisted' as const,
    ),
    cause: fc.constantFrom('one', 'two'),
  }),
  fc.record({ type: fc.constant('memberListed' as const), name: fc.string(), address: fc.string() }),
  fc.record({ type: fc.constant('memberUnlisted' as const), cause: fc.string() }),
  fc.record({
    type: fc.constant('meansChanged' as const),
    means: fc.constant('status-poll' as const),
    state: fc.constant({ name: 'on' as const }),
  }),
);

export const anyTrace: fc.Arbitrary<TimelineEvent[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), anyBody), { maxLength: 40 })
  .map((bodies) => {
    const stamp = source();
    return bodies.map(([member, body]) => stamp(member, body));
  });
