import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSrvr } from '../src/index.ts';
import { SRVR_3_4, SRVR_LEADER, SRVR_READ_ONLY, SRVR_STANDALONE } from './answers.ts';

describe('parseSrvr', () => {
  it('reads every line of a standalone server', () => {
    expect(parseSrvr(SRVR_STANDALONE)).toEqual({
      ok: true,
      value: {
        version: `3.8.0-\${mvngit.commit.id}, built on 2024-12-29 17:54 UTC`,
        mode: 'standalone',
        zxid: 0x100000062,
        latencyMs: { min: 0, avg: 4.1696, max: 18 },
        received: 128,
        sent: 133,
        connections: 2,
        outstanding: 0,
        nodeCount: 23,
      },
    });
  });

  it.each([
    ['a leader of 3.9', SRVR_LEADER, { mode: 'leader', zxid: 0x100000000 }],
    ['a follower of 3.4', SRVR_3_4, { mode: 'follower', zxid: 0x4e, nodeCount: 4 }],
    ['a member in read-only mode', SRVR_READ_ONLY, { mode: 'read-only', zxid: -1 }],
    ['ClickHouse Keeper', SRVR_STANDALONE.replace('Zookeeper', 'ClickHouse Keeper'), { mode: 'standalone' }],
    ['lines of a later version', `${SRVR_STANDALONE}Colour: amber\n`, { mode: 'standalone' }],
  ])('reads %s', (_, text, value) => {
    expect(parseSrvr(text)).toMatchObject({ ok: true, value });
  });

  it.each([
    'Latency min/avg/max',
    'Received',
    'Sent',
    'Connections',
    'Outstanding',
    'Zxid',
    'Mode',
    'Node count',
  ])('names the line "%s" when it is missing or holds no number', (name) => {
    const line = new RegExp(`^${name}: .*\n`, 'm');
    for (const text of [
      SRVR_STANDALONE.replace(line, ''),
      SRVR_STANDALONE.replace(line, `${name}: soon\n`),
    ]) {
      expect(parseSrvr(text)).toEqual({
        ok: false,
        cause: `the answer to srvr has no readable line "${name}"`,
      });
    }
  });

  it('refuses what is not about a version, and never throws', () => {
    expect(parseSrvr('HTTP/1.1 400 Bad Request\r\n').ok).toBe(false);
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: SRVR_STANDALONE.length }), (junk, at) => {
        parseSrvr(junk);
        const bent = SRVR_STANDALONE.slice(0, at) + junk + SRVR_STANDALONE.slice(at);
        const parsed = parseSrvr(bent);
        if (parsed.ok) expect(Object.values(parsed.value)).not.toContain(Number.NaN);
      }),
    );
  });
});
