import { JuteError } from '@vivarium/jute';

const EMPTY = new Uint8Array(0);
const FIRST_CAPACITY = 64 * 1024;

/**
 * Cuts a byte stream into frames (i32 length, then that many bytes). Complete frames of a chunk are read in
 * place; only a frame that spans chunks is gathered. The gathering array grows with what has really
 * arrived, so a peer that announces a huge frame and sends nothing costs nothing.
 */
export class FrameSplitter {
  private readonly maxFrameBytes: number;
  private gathered: Uint8Array = EMPTY;
  private have = 0;

  constructor(maxFrameBytes: number) {
    this.maxFrameBytes = maxFrameBytes;
  }

  reset(): void {
    this.gathered = EMPTY;
    this.have = 0;
  }

  /**
   * Calls `onFrame(bytes, start, end)` for every complete frame; the bytes are valid during the call only.
   * It returns false to stop reading for good. Throws JuteError `length` for a length below 0 or above the limit.
   */
  push(chunk: Uint8Array, onFrame: (bytes: Uint8Array, start: number, end: number) => boolean): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.have === 0) {
        at = this.readInPlace(chunk, at, onFrame);
        if (at === -1) return;
        if (at < chunk.length) this.gather(chunk, at, chunk.length - at);
        return;
      }
      const wanted = this.have < 4 ? 4 : 4 + this.lengthAt(this.gathered, 0);
      const taken = Math.min(wanted - this.have, chunk.length - at);
      this.gather(chunk, at, taken);
      at += taken;
      if (this.have < 4) return;
      const end = 4 + this.lengthAt(this.gathered, 0);
      if (this.have < end) continue;
      const whole = this.gathered;
      this.reset();
      if (!onFrame(whole, 4, end)) return;
    }
  }

  private readInPlace(
    chunk: Uint8Array,
    start: number,
    onFrame: (bytes: Uint8Array, start: number, end: number) => boolean,
  ): number {
    let at = start;
    while (chunk.length - at >= 4) {
      const end = at + 4 + this.lengthAt(chunk, at);
      if (end > chunk.length) break;
      if (!onFrame(chunk, at + 4, end)) return -1;
      at = end;
    }
    return at;
  }

  private lengthAt(bytes: Uint8Array, at: number): number {
    const length =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
    if (length < 0 || length > this.maxFrameBytes) {
      throw new JuteError('length', `frame of ${length} bytes, at most ${this.maxFrameBytes} allowed`, at);
    }
    return length;
  }

  private gather(chunk: Uint8Array, at: number, count: number): void {
    const needed = this.have + count;
    if (needed > this.gathered.length) {
      const grown = new Uint8Array(Math.max(needed, this.gathered.length * 2, FIRST_CAPACITY));
      grown.set(this.gathered.subarray(0, this.have));
      this.gathered = grown;
    }
    this.gathered.set(chunk.subarray(at, at + count), this.have);
    this.have = needed;
  }
}
