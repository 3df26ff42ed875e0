import type { SessionView } from '@vivarium/contract';
import { describe, expect, it } from 'vitest';
import { expiresInS, matches } from '../../src/sessions/session-filter.ts';

function session(facts: Partial<SessionView> = {}): SessionView {
  return {
    alias: 's-0a1b2c3d',
    id: null,
    own: false,
    member: 1,
    address: '10.0.0.7:40100',
    timeoutMs: 6_000,
    establishedMs: 1,
    lastSeenMs: 1,
    expiresMs: 10_000,
    lastOp: 'PING',
    received: 1,
    sent: 1,
    ephemeralCount: 0,
    watchCount: 0,
    ...facts,
  };
}

describe('a session in the list', () => {
  it.each([
    ['', true],
    ['0A1B', true],
    ['10.0.0.7 zk-1', true],
    ['10.0.0.7 zk-2', false],
  ])('with the filter %j: %s', (filter, fits) => {
    expect(matches(session(), 'zk-1', filter)).toBe(fits);
  });

  it('counts down by the server’s clock, and never below zero', () => {
    expect(expiresInS(session(), 7_400)).toBe(3);
    expect(expiresInS(session(), 11_000)).toBe(0);
    expect(expiresInS(session({ expiresMs: null }), 0)).toBeNull();
  });
});
