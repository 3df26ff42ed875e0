import { adler32 } from '@vivarium/jute';
import { END_OF_RECORD, RECORD_OVERHEAD_BYTES } from './txn-record.ts';

/** What a disk writes whole or not at all. */
export const SECTOR_BYTES = 512;
/**
 * How many bytes can have been on their way to the disk when the machine stopped: the host makes no group larger, and
 * beyond this distance from a damaged record nothing may follow it.
 */
export const UNSYNCED_LIMIT_BYTES = 8 * 1024 * 1024;
/** A record longer than this is taken for damage; far above any jute.maxbuffer that works. */
export const ENTRY_BYTES_MAX = 256 * 1024 * 1024;
/** Checksum and length. */
export const RECORD_HEAD_BYTES = 12;
/** The upper half of a checksum, which is zero in any record and so no evidence that a sector is missing. */
const SILENT_BYTES = 4;
/** A TxnHeader. */
const ENTRY_BYTES_MIN = 32;

export function i32At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

export function isPlausibleLength(length: number): boolean {
  return length >= ENTRY_BYTES_MIN && length <= ENTRY_BYTES_MAX;
}

/** True when a whole record with a right checksum stands at `at`. `length` is that of its entry. */
export function isRecord(bytes: Uint8Array, at: number, length: number): boolean {
  const entry = at + RECORD_HEAD_BYTES;
  if (bytes[entry + length] !== END_OF_RECORD || i32At(bytes, at) !== 0) return false;
  return i32At(bytes, at + 4) >>> 0 === adler32(bytes, entry, entry + length);
}

function lastNonZeroByte(bytes: Uint8Array, from: number, to: number): number {
  for (let at = to - 1; at >= from; at--) if (bytes[at] !== 0) return at;
  return -1;
}

/** Index of the last byte that is not zero, -1 when there is none. */
export function lastNonZero(bytes: Uint8Array): number {
  // Padding is long: four bytes at a time where they are aligned.
  const lead = -bytes.byteOffset & 3;
  const words = Math.max(0, (bytes.length - lead) >> 2);
  const aligned = lead + words * 4;
  const behind = lastNonZeroByte(bytes, words === 0 ? 0 : aligned, bytes.length);
  if (behind !== -1 || words === 0) return behind;
  const view = new Int32Array(bytes.buffer, bytes.byteOffset + lead, words);
  let word = words;
  while (word > 0 && view[word - 1] === 0) word--;
  return lastNonZeroByte(bytes, 0, lead + word * 4);
}

/** What stands in a log file where a record ought to: everything from its first byte to the end of the file. */
export interface LogTail {
  /** Bytes up to the last one that is not zero. */
  readonly bytes: Uint8Array;
  /** Where in the file they begin. */
  readonly offset: number;
  /** Bytes to the end of the file, zeros included. */
  readonly length: number;
}

/**
 * What the end of a log means:
 * - `padding`: nothing but preallocated zeros.
 * - `lostWrite`: a write that the machine's end interrupted; nothing of it was ever acknowledged, so it is cut off.
 * - `corrupt`: records that were once durable are damaged.
 */
export type TailVerdict =
  | { readonly type: 'padding' }
  | { readonly type: 'lostWrite'; readonly reason: string }
  | { readonly type: 'corrupt'; readonly reason: string };

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  const end = Math.min(to, bytes.length);
  for (let at = from; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}

/**
 * True when a sector that the record touches was not written: it is all zeros from the record's start on. What stands
 * before the record in its first sector was durable earlier and is no evidence.
 */
function hasLostSector(tail: LogTail, recordEnd: number): boolean {
  // Zeros behind the last byte of data may be padding: they are no evidence.
  const end = Math.min(recordEnd, tail.bytes.length);
  let at = 0;
  while (at < end) {
    const next = at + SECTOR_BYTES - ((tail.offset + at) % SECTOR_BYTES);
    if (next > SILENT_BYTES && isZero(tail.bytes, at, next)) return true;
    at = next;
  }
  return false;
}

/** Offset in the tail of a whole record behind its first byte, -1 when there is none. */
function findRecord(bytes: Uint8Array): number {
  for (let at = 1; at + RECORD_OVERHEAD_BYTES <= bytes.length; at++) {
    // A checksum is 32 bits in a field of 64: four zeros come first. That rules out nearly every place.
    if (bytes[at] !== 0 || i32At(bytes, at) !== 0) continue;
    const length = i32At(bytes, at + 8);
    if (!isPlausibleLength(length) || at + RECORD_OVERHEAD_BYTES + length > bytes.length) continue;
    if (isRecord(bytes, at, length)) return at;
  }
  return -1;
}

/** True when the bytes up to the last one are a record whose length field alone is wrong. */
function isRecordOfOtherLength(bytes: Uint8Array): boolean {
  const length = bytes.length - RECORD_OVERHEAD_BYTES;
  return length >= ENTRY_BYTES_MIN && isRecord(bytes, 0, length);
}

/**
 * Tells an interrupted write from corruption.
 *
 * 1. All writes of a group go to the disk together and none is acknowledged before all are durable; so whatever an
 *    interrupted group left may be cut off, and nothing else may.
 * 2. A sector of a group is either written or as it was, which is zeros: hence a damaged record of that group has a
 *    sector of zeros, or the file ends inside it.
 * 3. A group is at most `UNSYNCED_LIMIT_BYTES` long: data farther behind the damage mean that it lies in an older,
 *    durable group.
 * 4. Without a lost sector a record may also be cut at any byte, if nothing follows: no whole record may stand behind it,
 *    and it must not be whole itself but for its length.
 */
export function judgeTail(tail: LogTail): TailVerdict {
  const { bytes } = tail;
  if (bytes.length === 0) return { type: 'padding' };
  const length = bytes.length < RECORD_HEAD_BYTES ? 0 : i32At(bytes, 8);
  const plausible = isPlausibleLength(length);
  const recordEnd = plausible ? length + RECORD_OVERHEAD_BYTES : RECORD_HEAD_BYTES;
  if (bytes.length > recordEnd + UNSYNCED_LIMIT_BYTES) {
    return { type: 'corrupt', reason: 'no valid record here, but data follow far behind' };
  }
  if (hasLostSector(tail, recordEnd)) return { type: 'lostWrite', reason: 'a sector was not written' };
  const isCut = bytes.length < recordEnd || tail.length < RECORD_HEAD_BYTES;
  if (isCut && findRecord(bytes) === -1 && !isRecordOfOtherLength(bytes)) {
    return { type: 'lostWrite', reason: 'the last record is not complete' };
  }
  if (!plausible) return { type: 'corrupt', reason: `a record cannot be ${length} bytes long` };
  if (isCut) return { type: 'corrupt', reason: `the length of ${length} bytes is wrong` };
  if (bytes[recordEnd - 1] !== END_OF_RECORD) return { type: 'corrupt', reason: 'the end mark is missing' };
  return { type: 'corrupt', reason: 'the checksum does not match' };
}
