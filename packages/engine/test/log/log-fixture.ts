import { ByteWriter, fileHeader, LOG_MAGIC, type Zxid } from '@vivarium/jute';
import { type LogFileEnd, TxnLogReader } from '../../src/log/txn-log-reader.ts';
import { appendRecord } from '../../src/log/txn-record.ts';

/** An entry that is a TxnHeader with this zxid and `bytes` more, none of which is zero. */
export function entryOf(zxid: number, bytes = 20): Uint8Array {
  const entry = new Uint8Array(32 + bytes).fill(1 + (zxid % 250));
  new DataView(entry.buffer).setBigInt64(12, BigInt(zxid));
  return entry;
}

export interface LogImage {
  readonly bytes: Uint8Array;
  /** Where each record begins; the last number is where the next would. */
  readonly offsets: number[];
  readonly entries: Uint8Array[];
}

/** A log file with these entries and `padding` zeros behind. */
export function logOf(entries: Uint8Array[], padding = 0): LogImage {
  const writer = new ByteWriter();
  fileHeader.write(writer, { magic: LOG_MAGIC, version: 2, dbId: 0 });
  const offsets = [writer.length];
  for (const entry of entries) {
    appendRecord(writer, entry);
    offsets.push(writer.length);
  }
  const bytes = new Uint8Array(writer.length + padding);
  bytes.set(writer.view());
  return { bytes, offsets, entries };
}

export interface ReadResult extends LogFileEnd {
  readonly entries: Uint8Array[];
}

/** Reads a whole image in chunks of the given sizes, repeated. */
export function readLog(bytes: Uint8Array, chunks: readonly number[] = [65536], file = 'log.1'): ReadResult {
  const reader = new TxnLogReader(file);
  const entries: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const chunk = bytes.slice(at, at + (chunks[i % chunks.length] as number));
    reader.push(chunk, (entry) => entries.push(entry.slice()));
    chunk.fill(0xee);
    at += chunk.length;
  }
  return { ...reader.finish(), entries };
}

export function zxidOf(entry: Uint8Array): Zxid {
  return Number(new DataView(entry.buffer, entry.byteOffset).getBigInt64(12)) as Zxid;
}
