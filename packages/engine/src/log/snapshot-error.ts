/**
 * What is wrong with a snapshot. `truncated`: it ends inside a value; `magic`: it is no snapshot; `seal`: the checksum
 * differs; `orphan`: a node comes before its parent; `duplicate`: a path comes twice; `malformed`: all else.
 */
export type SnapshotErrorCode = 'truncated' | 'magic' | 'seal' | 'orphan' | 'duplicate' | 'malformed';

/** A snapshot that cannot be loaded; the tree that it was to fill is of no use. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  readonly code: SnapshotErrorCode;
  /** Offset in the (unpacked) file or stream. */
  readonly offset: number;

  constructor(code: SnapshotErrorCode, message: string, offset: number) {
    super(`snapshot ${code} at offset ${offset}: ${message}`);
    this.code = code;
    this.offset = offset;
  }
}
