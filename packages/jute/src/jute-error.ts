/** What was wrong with the bytes. `truncated`: they end inside a value; `length`: a length below -1 or above its limit. */
export type JuteErrorCode = 'truncated' | 'length' | 'null' | 'malformed';

/** Bytes that are not what a record's declaration says. Thrown before anything is allocated for the bad value. */
export class JuteError extends Error {
  override readonly name = 'JuteError';
  readonly code: JuteErrorCode;
  /** Offset in the reader's array at which the bad value starts. */
  readonly offset: number;

  constructor(code: JuteErrorCode, message: string, offset: number) {
    super(`${message} at offset ${offset}`);
    this.code = code;
    this.offset = offset;
  }
}
