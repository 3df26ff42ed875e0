/** A hash over all that happens in a run, in order: equal seeds must give equal hashes. */
export class TraceHash {
  private low = 0x811c9dc5;
  private high = 0x01234567;

  add(value: number): void {
    this.low = Math.imul(this.low ^ value, 0x01000193);
    this.high = Math.imul(this.high ^ (this.low >>> 13) ^ value, 0x85ebca6b);
  }

  addBytes(bytes: Uint8Array): void {
    let { low } = this;
    for (let i = 0; i < bytes.length; i++) low = Math.imul(low ^ (bytes[i] as number), 0x01000193);
    this.low = low;
    this.add(bytes.length);
  }

  addText(text: string): void {
    for (let i = 0; i < text.length; i++) this.low = Math.imul(this.low ^ text.charCodeAt(i), 0x01000193);
    this.add(text.length);
  }

  get hex(): string {
    return [this.high, this.low].map((each) => (each >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
