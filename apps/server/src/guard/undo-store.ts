import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UNDO_BYTES_MAX, UNDO_OFFER_MS, type UndoOffer } from '@vivarium/contract';
import { refuse } from '../faults.ts';
import { fits } from '../fits.ts';
import { type Inverse, inverse } from './inverse.ts';
import { replaceFile } from './safe-mode.ts';
import { linesOf, UndoLedger } from './undo-ledger.ts';

/** Everything that is kept; the oldest goes first. */
const STORE_BYTES_MAX = 268_435_456;
/** Base64 is a third longer than the data that the limit speaks of; the rest is paths and lists. */
const BYTES_MAX = 2 * UNDO_BYTES_MAX;
const FILE = /^([a-z0-9-]{1,40})\.jsonl$/;

/** Inverses of what was written, by the id of the write (`w` and the number of its record) or of the job. On disk. */
export class UndoStore {
  readonly #dir: string;
  readonly #wallMs: () => number;
  /** Bytes by id, oldest first. */
  readonly #kept: Map<string, number>;
  #bytes = 0;

  private constructor(dir: string, kept: Map<string, number>, wallMs: () => number) {
    this.#dir = dir;
    this.#kept = kept;
    this.#wallMs = wallMs;
    for (const bytes of kept.values()) this.#bytes += bytes;
  }

  static async open(dir: string, wallMs: () => number): Promise<UndoStore> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const found: { id: string; bytes: number; atMs: number }[] = [];
    for (const name of await readdir(dir)) {
      const id = FILE.exec(name)?.[1];
      if (id === undefined) continue;
      const { size, mtimeMs } = await stat(join(dir, name));
      found.push({ id, bytes: size, atMs: mtimeMs });
    }
    found.sort((a, b) => a.atMs - b.atMs);
    return new UndoStore(dir, new Map(found.map(({ id, bytes }) => [id, bytes])), wallMs);
  }

  has(id: string): boolean {
    return this.#kept.has(id);
  }

  /**
   * Keeps the inverses of one piece of work, in the order in which its writes were done. Null when they are none, or
   * too large to keep.
   */
  async keep(id: string, inverses: readonly Inverse[]): Promise<UndoOffer | null> {
    return this.#replace(id, linesOf(inverses));
  }

  /** Begins to keep the inverses of a piece of work, behind what its earlier runs left; `isKept` false keeps none. */
  async begin(id: string, isKept = true): Promise<UndoLedger> {
    if (!isKept) return new UndoLedger(null);
    const earlier = this.has(id) ? await readFile(this.#file(id), 'utf8') : '';
    return new UndoLedger({
      earlier,
      append: (text) => this.#append(id, text),
      replace: (text) => this.#replace(id, text),
    });
  }

  async #append(id: string, text: string): Promise<void> {
    const bytes = (this.#kept.get(id) ?? 0) + text.length;
    if (bytes > BYTES_MAX) return;
    await appendFile(this.#file(id), text, { mode: 0o600 });
    this.#note(id, bytes);
  }

  async #replace(id: string, text: string): Promise<UndoOffer | null> {
    if (text === '' || text.length > BYTES_MAX) {
      await this.forget(id);
      return null;
    }
    await replaceFile(this.#file(id), text);
    this.#note(id, text.length);
    await this.#makeRoom();
    return this.offer(id, text.split('\n').length - 1);
  }

  #note(id: string, bytes: number): void {
    this.#bytes += bytes - (this.#kept.get(id) ?? 0);
    this.#kept.set(id, bytes);
  }

  #file(id: string): string {
    return join(this.#dir, `${id}.jsonl`);
  }

  offer(id: string, writes: number): UndoOffer {
    return { id, writes, untilMs: this.#wallMs() + UNDO_OFFER_MS };
  }

  /** What is kept under this id; null when there is nothing. */
  async offerOf(id: string): Promise<UndoOffer | null> {
    return this.has(id) ? this.offer(id, (await this.read(id)).length) : null;
  }

  /** The writes that undo it, in the order in which they are to be done. @throws NOT_UNDOABLE */
  async read(id: string): Promise<Inverse[]> {
    if (!this.#kept.has(id)) throw refuse('NOT_UNDOABLE');
    const text = await readFile(this.#file(id), 'utf8');
    const inverses: Inverse[] = [];
    // What was planned and then done again stands there twice; a line that was being written at the end is none.
    const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
    for (const line of new Set(lines.reverse())) {
      if (line === '') continue;
      const value: unknown = JSON.parse(line);
      if (!fits(inverse, value)) throw refuse('NOT_UNDOABLE');
      inverses.push(value);
    }
    return inverses;
  }

  /** What was undone is not undone twice. */
  async forget(id: string): Promise<void> {
    this.#bytes -= this.#kept.get(id) ?? 0;
    this.#kept.delete(id);
    await rm(this.#file(id), { force: true });
  }

  async #makeRoom(): Promise<void> {
    for (const id of this.#kept.keys()) {
      if (this.#bytes <= STORE_BYTES_MAX) return;
      await this.forget(id);
    }
  }
}
