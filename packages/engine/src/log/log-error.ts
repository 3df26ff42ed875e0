/**
 * - `header`: the file does not begin as a log does.
 * - `corrupt`: a record is damaged in a way that no interrupted write explains.
 * - `malformed`: a record is whole, but what it holds is not a transaction.
 * - `gap`: transactions are missing between two that are there.
 * - `order`: a transaction comes after a later one.
 * - `noSnapshot`: logs without any snapshot to start from, or none that can be read.
 */
export type LogErrorCode = 'header' | 'corrupt' | 'malformed' | 'gap' | 'order' | 'noSnapshot';

/** Files that must not be served from, with the place that says why. */
export class LogError extends Error {
  override readonly name = 'LogError';
  readonly code: LogErrorCode;
  readonly file: string;
  /** Byte at which the trouble starts. */
  readonly offset: number;

  constructor(code: LogErrorCode, file: string, offset: number, message: string) {
    super(`${file}, offset ${offset}: ${message}`);
    this.code = code;
    this.file = file;
    this.offset = offset;
  }
}
