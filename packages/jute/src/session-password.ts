import type { SessionId } from './ids.ts';

const SECRET = 0xb3415c00n;
const MULTIPLIER = 0x5deece66dn;
const MASK_48 = (1n << 48n) - 1n;
export const PASSWORD_BYTES = 16;

/**
 * The password of a session: java.util.Random seeded with the id, as every member derives it, so that a
 * session can move between members that never spoke of it. Source: Apache's SessionTrackerImpl and ZooKeeperServer.
 */
export function sessionPassword(id: SessionId): Uint8Array {
  const password = new Uint8Array(PASSWORD_BYTES);
  let state = (id ^ SECRET ^ MULTIPLIER) & MASK_48;
  for (let at = 0; at < PASSWORD_BYTES; at += 4) {
    state = (state * MULTIPLIER + 0xbn) & MASK_48;
    const word = Number(state >> 16n);
    password[at] = word;
    password[at + 1] = word >>> 8;
    password[at + 2] = word >>> 16;
    password[at + 3] = word >>> 24;
  }
  return password;
}
