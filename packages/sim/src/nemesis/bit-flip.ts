import { LogError } from '@vivarium/engine';
import { hashOf } from '../checkers/reference/engine-hash.ts';
import { type Recovered, recover } from '../disk/recover.ts';
import type { SimDirectory } from '../disk/sim-directory.ts';
import type { MemberHost } from '../host/member-host.ts';
import type { Prng } from '../prng/prng.ts';

const FLIPS = 4;

/**
 * Turns single bits of a stopped member's files, looks what recovery makes of each, and turns them back as an operator
 * would who restores the file. Recovery may refuse, or must come to exactly the same state.
 */
export function flipAndLook(host: MemberHost, prng: Prng, report: (message: string) => void): void {
  const { directory } = host;
  const before = attempt(directory);
  if (before === null) return;
  for (let i = 0; i < FLIPS; i++) {
    const name = prng.pick(directory.names());
    const file = directory.file(name);
    if (file.length === 0) continue;
    const bit = prng.below(file.length * 8);
    file.flip(bit);
    const after = attempt(directory);
    file.flip(bit);
    if (after === null || isSame(before, after)) continue;
    // What was not durable yet may be taken for a write that the crash interrupted.
    if (after.lastZxid < before.lastZxid && after.lastZxid >= host.flushedZxid) continue;
    report(
      `bit ${bit & 7} of byte ${bit >>> 3} in ${name} of member ${host.sid} turned, and recovery came to ` +
        `another state: zxid ${after.lastZxid} instead of ${before.lastZxid}`,
    );
  }
}

function attempt(directory: SimDirectory): Recovered | null {
  try {
    return recover(directory);
  } catch (error) {
    if (error instanceof LogError) return null;
    throw error;
  }
}

function isSame(a: Recovered, b: Recovered): boolean {
  if (a.lastZxid !== b.lastZxid || a.sessions.size !== b.sessions.size) return false;
  for (const [id, timeoutMs] of a.sessions) if (b.sessions.get(id) !== timeoutMs) return false;
  return hashOf(a.tree) === hashOf(b.tree);
}
