import type { Prng } from '../prng/prng.ts';

interface Write {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A file whose writes are in the page cache until they are synced, and on the disk by sectors when the power fails. */
export class SimFile {
  /** As a running system reads it. */
  private cached = new Uint8Array(4096);
  private cachedLength = 0;
  /** As the disk has it, for as long as that differs: only then is it kept apart. */
  private unsynced: Write[] = [];
  private durableLength = 0;

  get length(): number {
    return this.cachedLength;
  }

  /** The bytes as a running system reads them; they are the file's own. */
  contents(): Uint8Array {
    return this.cached.subarray(0, this.cachedLength);
  }

  append(bytes: Uint8Array): void {
    this.write(this.cachedLength, bytes);
  }

  /** Keeps what was there before, so that a failure of the power can bring it back. */
  write(at: number, bytes: Uint8Array): void {
    const end = at + bytes.length;
    this.reserve(end);
    const before = this.cached.slice(at, end);
    this.unsynced.push({ at, bytes: before });
    this.cached.set(bytes, at);
    this.cachedLength = Math.max(this.cachedLength, end);
  }

  sync(): void {
    this.unsynced = [];
    this.durableLength = this.cachedLength;
  }

  /** Cuts the file and makes what is left durable. */
  truncate(length: number): void {
    this.unsynced = [];
    this.cached.fill(0, length, this.cachedLength);
    this.cachedLength = length;
    this.durableLength = length;
  }

  /** One bit of what is on the disk turns. */
  flip(bit: number): void {
    const at = bit >>> 3;
    this.cached[at] = (this.cached[at] as number) ^ (1 << (bit & 7));
  }

  /** A write of one sector went to the place of another, which is lost; where it belonged there is nothing. */
  misdirect(from: number, to: number, sectorBytes: number): void {
    const sector = this.cached.slice(from, Math.min(from + sectorBytes, this.cachedLength));
    this.cached.fill(0, from, from + sector.length);
    this.cached.set(sector.subarray(0, this.cachedLength - to), to);
  }

  /**
   * The power fails: each sector of an unsynced write is on the disk as a whole or not at all, in any order; a file that
   * was growing ends behind the last one, or has its new length with zeros inside.
   */
  losePower(prng: Prng, sectorBytes: number): void {
    if (this.unsynced.length === 0) return;
    const kind = prng.below(4);
    let end = this.durableLength;
    for (const { at, bytes } of this.unsynced.reverse()) {
      const stop = at + bytes.length;
      for (let from = at; from < stop; ) {
        const to = Math.min(stop, (Math.floor(from / sectorBytes) + 1) * sectorBytes);
        const isKept = kind === 0 ? false : kind === 1 ? true : prng.chance(1, 2);
        if (isKept) end = Math.max(end, to);
        else this.cached.set(bytes.subarray(from - at, to - at), from);
        from = to;
      }
    }
    if (prng.chance(1, 2) && kind !== 0) end = this.cachedLength;
    this.unsynced = [];
    this.truncate(end);
  }

  private reserve(length: number): void {
    if (length <= this.cached.length) return;
    const grown = new Uint8Array(Math.max(length, this.cached.length * 2));
    grown.set(this.cached.subarray(0, this.cachedLength));
    this.cached = grown;
  }
}
