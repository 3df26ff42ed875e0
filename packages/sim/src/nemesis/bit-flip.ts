import { LogError } from '@vivarium/engine';
import { Judge } from '../checkers/judge.ts';
import { checkDamaged } from '../checkers/recovery.ts';
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
  const judge = new Judge((_, message) => report(message));
  for (let i = 0; i < FLIPS; i++) {
    const name = prng.pick(directory.names());
    const file = directory.file(name);
    if (file.length === 0) continue;
    const bit = prng.below(file.length * 8);
    file.flip(bit);
    const after = attempt(directory);
    file.flip(bit);
    const damage = `bit ${bit & 7} of byte ${bit >>> 3} in ${name} of member ${host.sid} turned`;
    checkDamaged(before, after, host.flushedZxid, damage, judge);
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
