import type { SessionId } from '@vivarium/jute';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpiryBuckets } from '../../src/session/expiry-buckets.ts';
import { Session } from '../../src/session/session.ts';

const TICK_MS = 100;

function session(id: number): Session {
  return new Session(BigInt(id) as SessionId, 1000);
}

describe('SE6 expiry buckets', () => {
  test('SE6 a session expires at the end of the tick that its timeout falls into', () => {
    const buckets = new ExpiryBuckets(TICK_MS);
    buckets.start(0);
    const a = session(1);
    buckets.touch(a, 0, 250);
    expect(a.expiresMs).toBe(300);
    expect(buckets.takeExpired(299)).toEqual([]);
    expect(buckets.takeExpired(300)).toEqual([a]);
    expect(buckets.takeExpired(10_000)).toEqual([]);
  });

  test('SE6 a timeout that ends with a tick gets the next one', () => {
    const buckets = new ExpiryBuckets(TICK_MS);
    buckets.start(0);
    const a = session(1);
    buckets.touch(a, 0, 300);
    expect(a.expiresMs).toBe(400);
  });

  test('SE6 no session expires before its timeout from its last touch, and none later than a tick and the step after', () => {
    const steps = fc.array(fc.record({ waitMs: fc.nat(500), touched: fc.integer({ min: 0, max: 4 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 1000 }), (list, timeoutMs) => {
        const buckets = new ExpiryBuckets(TICK_MS);
        buckets.start(0);
        const sessions = [0, 1, 2, 3, 4].map(session);
        const touchedMs = sessions.map(() => 0);
        for (const each of sessions) buckets.touch(each, 0, timeoutMs);
        const live = new Set(sessions);
        let nowMs = 0;
        for (const { waitMs, touched } of list) {
          nowMs += waitMs;
          for (const gone of buckets.takeExpired(nowMs)) {
            live.delete(gone);
            expect(nowMs).toBeGreaterThanOrEqual((touchedMs[Number(gone.id)] as number) + timeoutMs);
          }
          for (const each of live) {
            expect((touchedMs[Number(each.id)] as number) + timeoutMs + TICK_MS).toBeGreaterThanOrEqual(
              nowMs,
            );
          }
          const next = sessions[touched] as Session;
          if (!live.has(next)) continue;
          buckets.touch(next, nowMs, timeoutMs);
          touchedMs[touched] = nowMs;
        }
      }),
    );
  });
});
