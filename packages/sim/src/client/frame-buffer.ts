import { ByteReader } from '@vivarium/jute';

/** Cuts a stream into frames. */
export class FrameBuffer {
  private held = new Uint8Array(0);

  push(bytes: Uint8Array, take: (frame: ByteReader) => void): void {
    let all = bytes;
    if (this.held.length > 0) {
      all = new Uint8Array(this.held.length + bytes.length);
      all.set(this.held);
      all.set(bytes, this.held.length);
    }
    let at = 0;
    while (all.length - at >= 4) {
      const end = at + 4 + new ByteReader(all, at).i32();
      if (end > all.length) break;
      take(new ByteReader(all, at + 4, end));
      at = end;
    }
    this.held = all.slice(at);
  }

  clear(): void {
    this.held = new Uint8Array(0);
  }
}
