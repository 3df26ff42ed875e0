import { KnownTexts } from './known-texts.ts';

const ARENA_BYTES = 64 * 1024;
/** Above this a copy gets an array of its own, so that it does not use up the chunk. */
const LARGE_BYTES = 16 * 1024;
const LOOP_BYTES_MAX = 32;

/**
 * Copies bytes that must outlive the chunk they arrived in, for as long as a request waits. Many small copies
 * share one array, because an array of its own costs more than the copying.
 */
export class Arena {
  /** Texts outlive the chunk as well; those that come again are not made again. */
  readonly texts = new KnownTexts();
  private bytes = new Uint8Array(ARENA_BYTES);
  private used = 0;

  copy(from: Uint8Array, start: number, end: number): Uint8Array {
    const length = end - start;
    if (length > LARGE_BYTES) return from.slice(start, end);
    if (this.used + length > ARENA_BYTES) {
      this.bytes = new Uint8Array(ARENA_BYTES);
      this.used = 0;
    }
    const to = this.used;
    this.used = to + length;
    const into = this.bytes;
    // A call of `set` needs a view of its own; for a few bytes the loop is faster.
    if (length <= LOOP_BYTES_MAX) for (let i = 0; i < length; i++) into[to + i] = from[start + i] as number;
    else into.set(from.subarray(start, end), to);
    return into.subarray(to, this.used);
  }
}
