import { ZooKeeperError } from '@vivarium/client';
import type { Author } from './author.ts';
import type { GuardedWrites, PlannedWrite } from './guarded-writes.ts';
import type { Inverse } from './inverse.ts';
import type { UndoStore } from './undo-store.ts';

/**
 * One write whose inverse is on disk before it leaves, so that a server that is killed over it can still take it back.
 * `back` is null for what cannot be taken back, or only once its answer is known. A write that was refused leaves none.
 */
export async function undoableWrite<T>(
  writes: GuardedWrites,
  undo: UndoStore,
  planned: PlannedWrite<T>,
  back: Inverse | null,
  author: Author,
): Promise<{ value: T; seq: number }> {
  if (back === null) return writes.run(planned, author);
  let id: string | null = null;
  const before = async (seq: number): Promise<void> => {
    id = undoId(seq);
    await undo.keep(id, [back]);
  };
  try {
    return await writes.run({ ...planned, before }, author);
  } catch (error) {
    const isUnheard = error instanceof ZooKeeperError && error.outcomeUnknown;
    if (id !== null && !isUnheard) await undo.forget(id).catch(() => undefined);
    throw error;
  }
}

/** Under which the inverse of a single write is kept. */
export function undoId(seq: number): string {
  return `w${seq}`;
}
