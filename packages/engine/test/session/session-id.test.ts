import type { SessionId, Zxid } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { firstSessionId, nextSessionId } from '../../src/session/session-id.ts';
import { SessionTable } from '../../src/session/session-table.ts';

describe('SE1 session ids', () => {
  test('SE1 hold the server id, 40 bits of time, and 16 bits to count', () => {
    expect(firstSessionId(1, 0x12345678)).toBe(0x0100_1234_5678_0000n);
    expect(nextSessionId(0x0100_1234_5678_0000n as SessionId)).toBe(0x0100_1234_5678_0001n);
  });

  test('SE1 of a later life lie behind all of an earlier one, whatever the clock says', () => {
    const first = firstSessionId(1, 1_700_000_000_000);
    const million = (first + 1_000_000n) as SessionId;
    // The ids behind `first` may have been given out, and their clients know the passwords.
    const second = lifeAfter(first, 1_000_007);
    expect(second > million).toBe(true);
    expect(second >> 56n).toBe(1n);
    // A life that knew of `first` alone again, after one whose 900 sessions are over.
    expect(lifeAfter(first, 1_000_907) >= second + 900n).toBe(true);
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

/** The first id that a server gives out which recovered a session and has a clock of long before. */
function lifeAfter(recovered: SessionId, lastZxid: number): SessionId {
  const table = new SessionTable(1, 2000, new Map([[recovered, 10_000]]));
  table.start(0, 1_600_000_000_000, lastZxid as Zxid);
  return table.create(10_000, 0).id;
}
