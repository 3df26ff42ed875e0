import { hex64, type Zxid } from '@vivarium/jute';
import { type Recovered, recover } from '../disk/recover.ts';
import type { SimDirectory } from '../disk/sim-directory.ts';
import type { Judge } from './judge.ts';
import { hashOf } from './reference/engine-hash.ts';

/** I28: a member comes to the same state however often it recovers, and never to less than what was durable. */
export function checkRecovery(
  sid: number,
  recovered: Recovered,
  durable: number,
  directory: SimDirectory,
  judge: Judge,
): void {
  judge.looked('I28');
  const { lastZxid } = recovered;
  if (lastZxid < durable) {
    const was = hex64(durable as Zxid);
    judge.report('I28', `member ${sid} recovered ${hex64(lastZxid)}, ${was} was durable`);
  }
  if (!isSameState(recovered, recover(directory))) {
    judge.report('I28', `member ${sid} recovered twice, and differently`);
  }
}

/**
 * I29: what recovery makes of files in which `damage` was done. It may refuse (`after` is null) or must come to the same
 * state; what was not durable yet may be taken for a write that the crash interrupted.
 */
export function checkDamaged(
  before: Recovered,
  after: Recovered | null,
  durable: number,
  damage: string,
  judge: Judge,
): void {
  judge.looked('I29');
  if (after === null || isSameState(before, after)) return;
  if (after.lastZxid < before.lastZxid && after.lastZxid >= durable) return;
  judge.report(
    'I29',
    `${damage}, and recovery came to another state: zxid ${after.lastZxid} instead of ${before.lastZxid}`,
  );
}

function isSameState(a: Recovered, b: Recovered): boolean {
  if (a.lastZxid !== b.lastZxid || a.sessions.size !== b.sessions.size) return false;
  for (const [id, timeoutMs] of a.sessions) if (b.sessions.get(id) !== timeoutMs) return false;
  return hashOf(a.tree) === hashOf(b.tree);
}
