import { ByteReader, FILE_HEADER_BYTES, fileHeader, LOG_MAGIC } from '@vivarium/jute';
import { LogError } from './log-error.ts';
import {
  i32At,
  isPlausibleLength,
  isRecord,
  judgeTail,
  lastNonZero,
  RECORD_HEAD_BYTES,
  UNSYNCED_LIMIT_BYTES,
} from './log-tail.ts';
import { RECORD_OVERHEAD_BYTES } from './txn-record.ts';

const LOG_VERSION = 2;
const EMPTY = new Uint8Array(0);

/** Given each entry (TxnHeader, txn, optional digest) in order. The bytes are a view that lives until the call returns. */
export type EntryVisitor = (entry: Uint8Array, offset: number) => void;

/** What a log file turned out to be. */
export interface LogFileEnd {
  readonly records: number;
  /** Bytes up to the end of the last whole record: where the file may be cut. */
  readonly validBytes: number;
  readonly sizeBytes: number;
  /** Why bytes behind `validBytes` are to be dropped; null when there are only preallocated zeros or nothing. */
  readonly lostWrite: string | null;
}

/**
 * Reads one log file as its bytes come, in chunks of any size. Throws LogError for what must not be served from;
 * what an interrupted write left is not an error. Source: Apache's FileTxnLog; stricter, see judgeTail.
 */
export class TxnLogReader {
  private readonly file: string;
  /** Bytes that are not yet a whole record; `start` is where in the file they begin. */
  private rest: Uint8Array = EMPTY;
  private start = 0;
  private sizeBytes = 0;
  private records = 0;
  private headerRead = false;
  /** Set when something other than a record stands at `start`: from then on bytes are only looked at in `finish`. */
  private ended = false;
  /** Zeros behind `rest` while `ended`, kept as a number. */
  private zeros = 0;

  constructor(file: string) {
    this.file = file;
  }

  push(chunk: Uint8Array, visit: EntryVisitor): void {
    this.sizeBytes += chunk.length;
    if (this.ended) {
      this.keepTail(chunk);
      return;
    }
    let bytes = chunk;
    if (this.rest.length > 0) {
      bytes = new Uint8Array(this.rest.length + chunk.length);
      bytes.set(this.rest);
      bytes.set(chunk, this.rest.length);
    }
    const used = this.readRecords(bytes, visit);
    this.start += used;
    if (this.ended) {
      this.rest = EMPTY;
      this.keepTail(bytes.subarray(used));
    } else {
      // A copy: the chunk belongs to the caller and may be overwritten.
      this.rest = bytes.slice(used);
    }
  }

  /** To be called at the end of the file. */
  finish(): LogFileEnd {
    if (!this.headerRead) return this.finishWithoutHeader();
    if (!this.ended) {
      const left = this.rest;
      this.rest = EMPTY;
      this.keepTail(left);
    }
    const verdict = judgeTail({
      bytes: this.rest,
      offset: this.start,
      length: this.sizeBytes - this.start,
    });
    if (verdict.type === 'corrupt') throw new LogError('corrupt', this.file, this.start, verdict.reason);
    return this.end(verdict.type === 'lostWrite' ? verdict.reason : null);
  }

  private end(lostWrite: string | null): LogFileEnd {
    return { records: this.records, validBytes: this.start, sizeBytes: this.sizeBytes, lostWrite };
  }

  /** A header that was never written whole is zeros, or ends with the file. */
  private finishWithoutHeader(): LogFileEnd {
    if (!this.ended && this.rest.length > 0 && this.rest[0] !== 0) this.checkMagic(this.rest);
    if (lastNonZero(this.rest) !== -1 && (this.ended || this.rest[0] === 0)) {
      throw new LogError('header', this.file, 0, 'this is not a transaction log: the header is missing');
    }
    return this.end(this.sizeBytes === 0 ? null : 'the header was not written');
  }

  private checkMagic(bytes: Uint8Array): void {
    const magic = [0x5a, 0x4b, 0x4c, 0x47];
    if (magic.some((byte, i) => i < bytes.length && bytes[i] !== byte)) {
      throw new LogError(
        'header',
        this.file,
        0,
        'this is not a transaction log: it does not begin with ZKLG',
      );
    }
  }

  private readHeader(bytes: Uint8Array): void {
    const header = fileHeader.read(new ByteReader(bytes));
    if (header.magic !== LOG_MAGIC) this.checkMagic(bytes);
    if (header.version !== LOG_VERSION) {
      throw new LogError('header', this.file, 4, `log version ${header.version} is not ${LOG_VERSION}`);
    }
    this.headerRead = true;
  }

  /** Visits the whole records in `bytes`, which begin at `this.start`; returns how many bytes they take. */
  private readRecords(bytes: Uint8Array, visit: EntryVisitor): number {
    let at = 0;
    if (!this.headerRead) {
      if (bytes.length < FILE_HEADER_BYTES) return 0;
      if (lastNonZero(bytes.subarray(0, FILE_HEADER_BYTES)) === -1) {
        this.ended = true;
        return 0;
      }
      this.readHeader(bytes);
      at = FILE_HEADER_BYTES;
    }
    while (bytes.length - at >= RECORD_HEAD_BYTES) {
      const length = i32At(bytes, at + 8);
      if (!isPlausibleLength(length)) {
        this.ended = true;
        return at;
      }
      const next = at + RECORD_OVERHEAD_BYTES + length;
      if (next > bytes.length) return at;
      if (!isRecord(bytes, at, length)) {
        this.ended = true;
        return at;
      }
      visit(bytes.subarray(at + RECORD_HEAD_BYTES, next - 1), this.start + at);
      this.records++;
      at = next;
    }
    return at;
  }

  /** Keeps what may be needed to judge the tail: bytes up to the last that is not zero, never much beyond the limit. */
  private keepTail(chunk: Uint8Array): void {
    const last = lastNonZero(chunk);
    if (last === -1 || this.rest.length > 2 * UNSYNCED_LIMIT_BYTES) {
      this.zeros += chunk.length;
      return;
    }
    if (this.zeros > UNSYNCED_LIMIT_BYTES && this.headerRead) {
      throw new LogError(
        'corrupt',
        this.file,
        this.start,
        'no valid record here, but data follow far behind',
      );
    }
    const kept = new Uint8Array(this.rest.length + this.zeros + last + 1);
    kept.set(this.rest);
    kept.set(chunk.subarray(0, last + 1), this.rest.length + this.zeros);
    this.rest = kept;
    this.zeros = chunk.length - last - 1;
  }
}
