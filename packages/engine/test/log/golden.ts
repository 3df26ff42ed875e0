import { readFileSync } from 'node:fs';

function lines(name: string): string[] {
  const text = readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** The bytes of a hex file. */
export function goldenBytes(name: string): Uint8Array {
  return Uint8Array.from(Buffer.from(lines(name).join(''), 'hex'));
}

export interface GoldenNode {
  readonly path: string;
  readonly dataHex: string;
  /** The eleven fields in wire order. */
  readonly stat: string;
  readonly acl: unknown;
}

/** What a client read of Apache's server. */
export function goldenNodes(): GoldenNode[] {
  return lines('apache-3.8.0-nodes.txt').map((line) => {
    const [path = '', dataHex = '', stat = '', acl = ''] = line.split('\t');
    return { path, dataHex, stat, acl: JSON.parse(acl) };
  });
}

/** Entries of a log file, framing checked elsewhere. */
export function* logEntries(log: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  for (let at = 16; at < log.length; ) {
    const length = view.getInt32(at + 8);
    yield log.subarray(at + 12, at + 12 + length);
    at += 12 + length + 1;
  }
}
