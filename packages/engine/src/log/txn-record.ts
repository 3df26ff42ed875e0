import { adler32, ByteReader, type ByteWriter, type Zxid } from '@vivarium/jute';

/** 'B': the byte after a whole record. */
export const END_OF_RECORD = 0x42;
/** Bytes around an entry: checksum i64, length i32, end mark. */
export const RECORD_OVERHEAD_BYTES = 13;

/** Bytes before an entry: checksum i64, length i32. */
const HEAD_BYTES = 12;

/**
 * Appends an entry (TxnHeader, txn, optional digest), entry[0, length), as a record of the transaction log. Source:
 * Apache's FileTxnLog.
 */
export function appendRecord(writer: ByteWriter, entry: Uint8Array, length = entry.length): void {
  const entryAt = startRecord(writer);
  writer.rawFirst(entry, length);
  endRecord(writer, entryAt);
}

/** Leaves room for what stands before an entry; returns where the entry starts, which is to be written next. */
export function startRecord(writer: ByteWriter): number {
  writer.reserve(HEAD_BYTES);
  writer.length += HEAD_BYTES;
  return writer.length;
}

/** Makes a record of the entry that was written since `startRecord`. */
export function endRecord(writer: ByteWriter, entryAt: number): void {
  const start = entryAt - HEAD_BYTES;
  const end = writer.length;
  writer.putI32(start, 0);
  writer.putI32(start + 4, adler32(writer.bytes, entryAt, end));
  writer.putI32(start + 8, end - entryAt);
  writer.u8(END_OF_RECORD);
}

/** Where a TxnHeader holds its zxid: after the session id and the cxid. */
const ZXID_OFFSET = 12;

/** The zxid of an entry (header, txn, optional digest). */
export function zxidOfEntry(entry: Uint8Array): Zxid {
  return new ByteReader(entry, ZXID_OFFSET).i64() as Zxid;
}
