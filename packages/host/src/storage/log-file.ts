import fs from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { ByteWriter, FILE_HEADER_BYTES, fileHeader, LOG_MAGIC } from '@vivarium/jute';

/** Zeros are written in pieces of this size, each synced, so that none holds up a group for long. */
const ZERO_PIECE_BYTES = 1024 * 1024;
/** Zeros ready ahead of the last record: a file that is not written to has few, a busy one up to this many. */
const ZERO_WINDOW_BYTES_MAX = 16 * 1024 * 1024;
const ZEROS = new Uint8Array(ZERO_PIECE_BYTES);
/** A file that is to become the next log: its name means nothing to Apache, so it can never be read as one. */
export const NEXT_LOG_NAME = 'vivarium-next-log';

// On Linux a write to a file opened so returns when the data are durable: one trip to the thread pool, not two.
const IS_WRITE_SYNCED = process.platform === 'linux';

export type Done = (error: Error | null) => void;

/** How log files are written. */
export interface LogFileOptions {
  /** 0 = no preallocation. */
  readonly preAllocBytes: number;
  /** False: writes are left to the operating system, and a crash of the machine may lose acknowledged ones. */
  readonly forceSync: boolean;
}

/**
 * One log file that is being written, with zeros ahead of its records. The zeros are durable before records come
 * there: then a group's sync writes data in place and need not wait for the file system's journal.
 */
export class LogFile {
  private readonly fd: number;
  private readonly zeroFd: number;
  private readonly options: LogFileOptions;
  private readonly isWriteSynced: boolean;
  private readonly windowMax: number;
  private window: number;
  /** Where the next record goes. */
  private end = FILE_HEADER_BYTES;
  /** Where the zeros end. */
  private zeroEnd = FILE_HEADER_BYTES;
  private zeroing = false;
  private zeroFailure: Error | null = null;
  private isZeroingOver = false;
  private whenZeroed: (() => void)[] = [];

  private constructor(fd: number, zeroFd: number, options: LogFileOptions) {
    this.fd = fd;
    this.zeroFd = zeroFd;
    this.options = options;
    this.isWriteSynced = IS_WRITE_SYNCED && options.forceSync;
    this.windowMax = Math.min(options.preAllocBytes, ZERO_WINDOW_BYTES_MAX);
    this.window = Math.min(this.windowMax, ZERO_PIECE_BYTES);
  }

  /** A file with a durable header under `NEXT_LOG_NAME`; `become` gives it its name. */
  static async prepare(directory: string, options: LogFileOptions): Promise<LogFile> {
    const file = path.join(directory, NEXT_LOG_NAME);
    const { O_WRONLY, O_CREAT, O_TRUNC, O_DSYNC } = fs.constants;
    const created = await open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644);
    try {
      const header = new ByteWriter(FILE_HEADER_BYTES);
      fileHeader.write(header, { magic: LOG_MAGIC, version: 2, dbId: 0 });
      await created.write(header.view(), 0, FILE_HEADER_BYTES, 0);
      if (options.forceSync) await created.sync();
    } finally {
      await created.close();
    }
    const synced = IS_WRITE_SYNCED && options.forceSync ? O_DSYNC : 0;
    const fd = fs.openSync(file, O_WRONLY | synced);
    const log = new LogFile(fd, fs.openSync(file, O_WRONLY), options);
    log.zeroAhead();
    return log;
  }

  /** Bytes up to the end of the last record. */
  get sizeBytes(): number {
    return this.end;
  }

  /** Appends and makes durable; nothing else may be appended before `done`. A partial write goes on, a failed one does not. */
  append(bytes: Uint8Array, done: Done): void {
    const failure = this.zeroFailure;
    if (failure !== null) {
      // Never before this call has returned: reports must stay in order.
      queueMicrotask(() => done(failure));
      return;
    }
    const to = this.end + bytes.length;
    if (to > this.zeroEnd) {
      // The zeros on their way must not land on records.
      if (this.zeroing) {
        this.whenZeroed.push(() => this.append(bytes, done));
        return;
      }
      this.zeroEnd = to;
    }
    this.writeFrom(bytes, 0, done);
    this.zeroAhead();
  }

  /** Cuts off the zeros behind the last record and closes. */
  close(done: Done): void {
    if (this.zeroing) {
      this.whenZeroed.push(() => this.close(done));
      return;
    }
    this.isZeroingOver = true;
    fs.ftruncate(this.zeroFd, this.end, (cut) => this.closeBoth((error) => done(cut ?? error)));
  }

  /** Closes the file as it is: after a failure nobody knows what the disk holds, so nothing is changed any more. */
  abandon(done: Done): void {
    if (this.zeroing) {
      this.whenZeroed.push(() => this.abandon(done));
      return;
    }
    this.isZeroingOver = true;
    this.closeBoth(done);
  }

  private closeBoth(done: Done): void {
    fs.close(this.zeroFd, (first) => fs.close(this.fd, (second) => done(first ?? second)));
  }

  private writeFrom(bytes: Uint8Array, from: number, done: Done): void {
    fs.write(this.fd, bytes, from, bytes.length - from, this.end, (error, written) => {
      if (error !== null) {
        done(error);
        return;
      }
      this.end += written;
      if (from + written < bytes.length) this.writeFrom(bytes, from + written, done);
      else if (this.isWriteSynced || !this.options.forceSync) done(null);
      else fs.fdatasync(this.fd, done);
    });
  }

  /** Writes the next piece of zeros when less than half the window is left, until a window twice as large is full. */
  private zeroAhead(): void {
    if (this.zeroing || this.isZeroingOver) return;
    if (this.zeroEnd - this.end >= this.window / 2) return;
    if (this.end > FILE_HEADER_BYTES) this.window = Math.min(this.window * 2, this.windowMax);
    this.zeroing = true;
    this.zeroPiece();
  }

  private zeroPiece(): void {
    const from = this.zeroEnd;
    const length = Math.min(ZERO_PIECE_BYTES, this.end + this.window - from);
    if (length <= 0) {
      this.endZeroing();
      return;
    }
    fs.write(this.zeroFd, ZEROS, 0, length, from, (error, written) => {
      if (error !== null) {
        this.failZeroing(error);
        return;
      }
      fs.fdatasync(this.zeroFd, (failed) => {
        if (failed !== null) {
          this.failZeroing(failed);
          return;
        }
        this.zeroEnd = from + written;
        if (this.whenZeroed.length > 0) this.endZeroing();
        else this.zeroPiece();
      });
    });
  }

  /** A full disk ends preallocation only: whether there is room for records, their own write finds out. */
  private failZeroing(error: NodeJS.ErrnoException): void {
    this.isZeroingOver = true;
    if (error.code !== 'ENOSPC' && error.code !== 'EDQUOT') this.zeroFailure = error;
    this.endZeroing();
  }

  private endZeroing(): void {
    this.zeroing = false;
    const waiting = this.whenZeroed;
    this.whenZeroed = [];
    for (const proceed of waiting) proceed();
  }
}
