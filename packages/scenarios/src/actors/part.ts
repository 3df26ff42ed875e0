import {
  ItemLostError,
  PlaceLostError,
  SessionLostError,
  type ZooKeeper,
  ZooKeeperError,
} from '@vivarium/client';
import type { FactDetails, FactKind } from '../fact.ts';
import type { Stage } from '../stage/stage.ts';

/** What an actor gets: its process, and when to stop. */
export interface Part {
  readonly name: string;
  readonly client: ZooKeeper;
  readonly stage: Stage;
  /** Aborts when it is to withdraw: it ends what it began and resolves. */
  readonly signal: AbortSignal;
  tell(what: FactKind, details?: FactDetails): void;
}

/** Plays a part until the signal aborts or the part is over; rejects with SessionLostError when its session is. */
export type Actor = (part: Part) => Promise<void>;

/** Resolves when the signal aborts; rejects when `lost` does. */
export function untilAborted(signal: AbortSignal, lost: Promise<never>): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  return Promise.race([aborted, lost]);
}

/** What an actor lives with: it tries again. The end of its session is not among it. */
export function isPassing(error: unknown): boolean {
  if (error instanceof SessionLostError) return false;
  return error instanceof PlaceLostError || error instanceof ItemLostError || isOutcomeUnknown(error);
}

/** No reply came: it may have happened. */
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof ZooKeeperError && ['CONNECTIONLOSS', 'REQUESTTIMEOUT'].includes(error.codeName);
}

/** Ends quietly when the signal is the reason. */
export async function unlessAborted(signal: AbortSignal, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!signal.aborted || error instanceof SessionLostError) throw error;
  }
}
