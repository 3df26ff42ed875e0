import type { Codec } from '@vivarium/jute';
import * as jute from '@vivarium/jute';

function isCodec(value: unknown): value is Codec<unknown> {
  return typeof value === 'object' && value !== null && 'minBytes' in value && 'read' in value;
}

const u8: Codec<number> = {
  name: 'u8',
  minBytes: 1,
  read: (reader) => reader.u8(),
  write: (writer, value) => writer.u8(value),
};

/** Every codec that the package exports, by the name of its export. */
export const codecs = new Map<string, Codec<unknown>>(
  Object.entries<unknown>(jute).filter((entry): entry is [string, Codec<unknown>] => isCodec(entry[1])),
);

/** The codec of a layout as the golden files name it. */
export function codecOf(name: string): Codec<unknown> {
  if (name === 'u8') return u8 as Codec<unknown>;
  if (name === 'acls') return jute.vector(jute.acl) as Codec<unknown>;
  const codec = codecs.get(name);
  if (codec === undefined) throw new Error(`no codec is named ${name}`);
  return codec;
}

/** The bytes of one value. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new jute.ByteWriter(1);
  codec.write(writer, value);
  return writer.copy();
}

export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
