import type { ByteReader } from './reader.ts';
import type { ByteWriter } from './writer.ts';

/** How one type of value stands on the wire. */
export interface Codec<T> {
  /** The record's name in Apache's schema, or the primitive's. */
  readonly name: string;
  /** Fewest bytes that a value can take: bounds a vector's count before its array is made. */
  readonly minBytes: number;
  /** The shortest code that reads or writes a value, for `record` to inline; see there. */
  readonly inline?: { readonly read: string; readonly write: string };
  read(reader: ByteReader): T;
  write(writer: ByteWriter, value: T): void;
}

export type TypeOf<C> = C extends Codec<infer T> ? T : never;

type Fields = Readonly<Record<string, Codec<unknown>>>;
export type RecordOf<F extends Fields> = { -readonly [K in keyof F]: TypeOf<F[K]> };

type PrimitiveMethod = 'u8' | 'bool' | 'i32' | 'i64' | 'i64Big' | 'buffer' | 'string' | 'nullableString';

function primitive<T>(name: string, method: PrimitiveMethod, minBytes: number): Codec<T> {
  return {
    name,
    minBytes,
    inline: { read: `r.${method}()`, write: `w.${method}(VALUE)` },
    read: (reader) => reader[method]() as T,
    write: (writer, value) => (writer[method] as (value: unknown) => void).call(writer, value),
  };
}

export const bool: Codec<boolean> = primitive('bool', 'bool', 1);
export const i32: Codec<number> = primitive('i32', 'i32', 4);
/** Times, sizes, counters: exact within +-2^53. */
export const i64: Codec<number> = primitive('i64', 'i64', 8);
/** Session ids and ephemeral owners: all 64 bits. */
export const i64Big: Codec<bigint> = primitive('i64Big', 'i64Big', 8);
export const buffer: Codec<Uint8Array | null> = primitive('buffer', 'buffer', 4);
export const string: Codec<string> = primitive('string', 'string', 4);
export const nullableString: Codec<string | null> = primitive('nullableString', 'nullableString', 4);

/** A vector in which null (count -1) and empty mean the same; it is written as empty. */
export function vector<T>(item: Codec<T>): Codec<T[]> {
  const inner = nullableVector(item);
  return {
    name: `vec<${item.name}>`,
    minBytes: 4,
    read: (reader) => inner.read(reader) ?? [],
    write: inner.write,
  };
}

export function nullableVector<T>(item: Codec<T>): Codec<T[] | null> {
  return {
    name: `vec<${item.name}>?`,
    minBytes: 4,
    read(reader) {
      const count = reader.count(item.minBytes);
      if (count === -1) return null;
      const items: T[] = [];
      for (let i = 0; i < count; i++) items.push(item.read(reader));
      return items;
    },
    write(writer, value) {
      writer.i32(value === null ? -1 : value.length);
      if (value !== null) for (const each of value) item.write(writer, each);
    },
  };
}

/**
 * Declares a record: its fields in wire order. The declaration is the only place that knows the layout.
 *
 * The two functions are compiled from the field list, once, when the module loads. A loop over the fields reads
 * five numbers, or a Stat, about six times slower and writes them about four times slower (objects built key by
 * key have no fixed shape); where a path's text takes most of the time, it is still three times. Only names
 * that stand in our own declarations reach the compiler.
 */
export function record<F extends Fields>(name: string, fields: F): Codec<RecordOf<F>> {
  const entries = Object.entries(fields);
  const codecs = entries.map(([, codec]) => codec);
  const reads = entries.map(([field, codec], i) => `${field}: ${codec.inline?.read ?? `c[${i}].read(r)`}`);
  const writes = entries.map(
    ([field, codec], i) =>
      `${codec.inline?.write.replace('VALUE', `v.${field}`) ?? `c[${i}].write(w, v.${field})`};`,
  );
  const read = new Function('c', `return (r) => ({ ${reads.join(', ')} })`);
  const write = new Function('c', `return (w, v) => { ${writes.join(' ')} }`);
  return {
    name,
    minBytes: codecs.reduce((sum, codec) => sum + codec.minBytes, 0),
    read: read(codecs),
    write: write(codecs),
  };
}
