import { ZooKeeperError } from '@vivarium/client';
import type { AuditLog, WriteEntry } from '../audit/audit-log.ts';
import { FaultError, refuse } from '../faults.ts';
import type { Author } from './author.ts';
import type { SafeMode } from './safe-mode.ts';

/** What a write is about to do, for the guard and the record. */
export type WriteIntent = Pick<WriteEntry, 'op' | 'path' | 'expectsVersion' | 'oldSha256' | 'newSha256'>;

/** A write that has not left. `write` must send its request before it first awaits, so that a batch keeps its order. */
export interface PlannedWrite<T> {
  readonly intent: WriteIntent;
  /** Called with the number of its record, before it leaves; that it fails stops nothing. */
  readonly before?: (seq: number) => Promise<void>;
  readonly write: () => Promise<T>;
}

/** What became of a write, and the number of its record. */
export type Written<T> = { readonly seq: number } & (
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown }
);

/**
 * The one seam through which every write to the ensemble passes: the page's, a job's, the shell's. It asks the guard,
 * puts the record on disk, lets the write leave, and records how it ended. Nothing else in this server may call
 * `create`, `setData`, `delete`, `setACL` or `multi` of a client that is not a demonstration's or the canary's own.
 */
export class GuardedWrites {
  readonly safeMode: SafeMode;
  readonly #audit: AuditLog;
  readonly #connection: string;

  constructor(safeMode: SafeMode, audit: AuditLog, connection: string) {
    this.safeMode = safeMode;
    this.#audit = audit;
    this.#connection = connection;
  }

  /** One write. @throws LOCKED, REVIEW_NEEDED, PROTECTED, AUDIT_FAILED before it leaves, and whatever it throws */
  async run<T>(planned: PlannedWrite<T>, author: Author): Promise<{ value: T; seq: number }> {
    const [written] = await this.batch([planned], author);
    if (written === undefined) throw refuse('INTERNAL');
    if (!written.ok) throw written.error;
    return written;
  }

  /**
   * Writes that leave one behind the other without waiting, so that what comes first is done first. They share one
   * fsync. None leaves when one of them is not permitted or the records cannot be kept.
   */
  async batch<T>(planned: readonly PlannedWrite<T>[], author: Author): Promise<Written<T>[]> {
    for (const { intent } of planned) this.safeMode.permit(intent.path, author.guard);
    const { who, from, guard = {}, job, undoes } = author;
    const about = {
      who,
      from,
      connection: this.#connection,
      ...(guard.reason === undefined ? {} : { reason: guard.reason }),
      ...(guard.ticket === undefined ? {} : { ticket: guard.ticket }),
      ...(job === undefined ? {} : { job }),
      ...(undoes === undefined ? {} : { undoes }),
    };
    let first: number;
    try {
      first = await this.#audit.begin(planned.map(({ intent }) => ({ ...intent, ...about })));
    } catch {
      throw refuse('AUDIT_FAILED');
    }
    await Promise.all(planned.map(({ before }, at) => before?.(first + at).catch(() => undefined)));
    const written = await Promise.all(planned.map(({ write }, at) => settle(write, first + at)));
    // A write that happened is not undone by a lost outcome line.
    await this.#audit.end(written.map((each) => [each.seq, outcomeOf(each)])).catch(() => undefined);
    return written;
  }
}

async function settle<T>(write: () => Promise<T>, seq: number): Promise<Written<T>> {
  try {
    return { ok: true, value: await write(), seq };
  } catch (error) {
    return { ok: false, error, seq };
  }
}

function outcomeOf(written: Written<unknown>): string {
  if (written.ok) return 'ok';
  const { error } = written;
  if (error instanceof ZooKeeperError) return error.outcomeUnknown ? 'UNKNOWN_OUTCOME' : error.codeName;
  return error instanceof FaultError ? error.fault.code : 'refused';
}
