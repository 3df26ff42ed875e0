import { type ByteReader, JuteError } from '@vivarium/jute';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Steps over a string; returns where its bytes start. They end where the reader then stands. */
export function skipString(reader: ByteReader): number {
  const at = reader.offset;
  const length = reader.i32();
  if (length < 0) throw new JuteError(length === -1 ? 'null' : 'length', `string of length ${length}`, at);
  reader.require(length);
  const start = reader.offset;
  reader.offset = start + length;
  return start;
}

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return utf8.decode(bytes.subarray(start, end));
}

export function holdsNul(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === 0) return true;
  return false;
}
