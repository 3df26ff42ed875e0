import { adler32, ByteReader, type ByteWriter, type Zxid } from '@vivarium/jute';

/** 'B': the byte after a whole record. */
export const END_OF_RECORD = 0x42;
/** Bytes around an entry: checksum i64, length i32, end mark. */
export const RECORD_OVERHEAD_BYTES = 13;

/**
 * Appends an entry (TxnHeader, txn, optional digest), entry[0, length), as a record of the transaction log. Source:
 * Apache's FileTxnLog.
 */
export function appendRecord(writer: ByteWriter, entry: Uint8Array, length = entry.length): void {
  writer.i64(adler32(entry, 0, length));
  writer.i32(length);
  writer.rawFirst(entry, length);
  writer.u8(END_OF_RECORD);
}

/** Where a TxnHeader holds its zxid: after the session id and the cxid. */
const ZXID_OFFSET = 12;

/** The zxid of an entry (header, txn, optional digest). */
export function zxidOfEntry(entry: Uint8Array): Zxid {
  return new ByteReader(entry, ZXID_OFFSET).i64() as Zxid;
}
