// The whole outside world of a pure package: text in and out of UTF-8, and nothing else. No clock, no
// randomness, no I/O, no timers. Widening this file widens the purity fence for every pure package.
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array): string;
}
