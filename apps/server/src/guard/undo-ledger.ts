import type { UndoOffer } from '@vivarium/contract';
import type { Inverse } from './inverse.ts';

/** Where a ledger is kept. */
export interface LedgerFile {
  /** What is kept of earlier runs under the same id, as text. */
  readonly earlier: string;
  append(text: string): Promise<void>;
  /** Takes the place of all that is kept; null when it is too large, and then nothing is. */
  replace(text: string): Promise<UndoOffer | null>;
}

/**
 * The inverses of one piece of work. Before its writes leave, what would take them back is on file, so that a server that
 * is killed under it leaves enough to undo it; each of them insists on the state that its write leaves, so one whose write
 * never left does nothing. At the end the file holds the inverses of what happened, and of earlier runs.
 */
export class UndoLedger {
  readonly #file: LedgerFile | null;
  readonly #done: Inverse[] = [];

  /** Null for work whose inverses are too large to keep. */
  constructor(file: LedgerFile | null) {
    this.#file = file;
  }

  /** These are about to be needed. Work does not fail because its inverses cannot be kept. */
  async plan(inverses: readonly Inverse[]): Promise<void> {
    if (inverses.length > 0) await this.#file?.append(linesOf(inverses)).catch(() => undefined);
  }

  /** This write happened. */
  did(inverse: Inverse): void {
    if (this.#file !== null) this.#done.push(inverse);
  }

  async close(): Promise<UndoOffer | null> {
    if (this.#file === null) return null;
    return this.#file.replace(this.#file.earlier + linesOf(this.#done)).catch(() => null);
  }
}

/** In the order in which their writes were done, one on each line. */
export function linesOf(inverses: readonly Inverse[]): string {
  return inverses.map((each) => `${JSON.stringify(each)}\n`).join('');
}
