import type { SessionId } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { firstSessionId, nextSessionId } from '../../src/session/session-id.ts';

describe('SE1 session ids', () => {
  test('SE1 hold the server id, 40 bits of time, and 16 bits to count', () => {
    expect(firstSessionId(1, 0x12345678)).toBe(0x0100_1234_5678_0000n);
    expect(nextSessionId(0x0100_1234_5678_0000n as SessionId)).toBe(0x0100_1234_5678_0001n);
  });

  test('SE1 keep the low bits of a time that does not fit', () => {
    expect(firstSessionId(1, 1_700_000_000_000)).toBe(
      0x0100_0000_0000_0000n | ((1_700_000_000_000n & 0xff_ffff_ffffn) << 16n),
    );
  });

  test('SE1 are negative numbers for server ids above 127, and never the mark of containers', () => {
    expect(firstSessionId(254, 0)).toBe(-0x0200_0000_0000_0000n);
    expect(firstSessionId(128, 0)).toBe(-(1n << 63n) + 1n);
  });
});
