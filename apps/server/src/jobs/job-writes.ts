import { type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import { asFaultError, FaultError, isPassing } from '../faults.ts';
import type { GuardedWrites, PlannedWrite } from '../guard/guarded-writes.ts';
import type { Inverse } from '../guard/inverse.ts';
import type { UndoLedger } from '../guard/undo-ledger.ts';
import type { Job } from './job.ts';
import type { Tools } from './works/tools.ts';

/** How many writes leave behind one fsync of their records. */
export const WRITES_AT_ONCE = 64;

/** One write of a job, and how to see whether it happened when its answer was lost. */
export interface JobWrite<T> extends Omit<PlannedWrite<T>, 'write' | 'before'> {
  readonly write: (client: ZooKeeper) => Promise<T>;
  /**
   * What would take it back, as far as that is known before it leaves; null for what cannot be taken back.
   *
   * @param lastZxid the newest transaction that the connection has seen
   */
  readonly back: (lastZxid: number) => Inverse | null;
  /** What it would have brought when it has happened; null when it has not. */
  readonly lookAgain: (client: ZooKeeper) => Promise<{ readonly value: T } | null>;
}

/** What became of one: its value, or the code of its refusal. */
export type JobWritten<T> = { readonly value: T } | { readonly code: string };

/**
 * Writes for a job, in their order. Without a connection or a quorum it waits and goes on; a write whose answer was
 * lost is looked for before it is tried again. A refusal of one does not stop the others.
 *
 * @throws what refuses all of them: LOCKED, REVIEW_NEEDED, AUDIT_FAILED; the signal's reason when cancelled
 */
export async function writeAll<T>(
  job: Job,
  { writes, client }: Pick<Tools, 'writes' | 'client'>,
  ledger: UndoLedger,
  planned: readonly JobWrite<T>[],
): Promise<JobWritten<T>[]> {
  const results = new Map<JobWrite<T>, JobWritten<T>>();
  let left = planned.filter((each) => {
    const code = refusal(writes, job, each.intent.path);
    if (code !== null) results.set(each, { code });
    return code === null;
  });
  while (left.length > 0) {
    // Waits until there is someone to write to, so that no record speaks of a write that could not leave.
    const connected = await job.patiently(async () => client());
    job.signal.throwIfAborted();
    await ledger.plan(left.flatMap(({ back }) => back(connected.lastZxid) ?? []));
    const batch = left.map(({ intent, write }) => ({ intent, write: () => write(connected) }));
    const written = await writes.batch(batch, job.author);
    const again: JobWrite<T>[] = [];
    let cause: unknown = null;
    for (const [at, each] of left.entries()) {
      const result = written[at];
      if (result === undefined) continue;
      if (result.ok) results.set(each, { value: result.value });
      else if (!isPassing(result.error)) results.set(each, { code: codeOf(result.error) });
      else {
        cause = result.error;
        const seen = await job.patiently(() => lookFor(each, result.error, client));
        if (seen === null) again.push(each);
        else results.set(each, seen);
      }
    }
    left = again;
    if (left.length > 0) await job.hold(cause);
  }
  return planned.map((each) => results.get(each) ?? { code: 'INTERNAL' });
}

/** What never left has not happened. */
async function lookFor<T>(
  write: JobWrite<T>,
  error: unknown,
  client: () => ZooKeeper,
): Promise<{ readonly value: T } | null> {
  const isUnknown = error instanceof ZooKeeperError && error.outcomeUnknown;
  return isUnknown ? write.lookAgain(client()) : null;
}

/** A protected prefix keeps out what is below it, and nothing else. */
function refusal(writes: GuardedWrites, job: Job, path: string): string | null {
  try {
    writes.safeMode.permit(path, job.author.guard);
    return null;
  } catch (error) {
    if (error instanceof FaultError && error.fault.code === 'PROTECTED') return error.fault.code;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof ZooKeeperError ? error.codeName : asFaultError(error).fault.code;
}
