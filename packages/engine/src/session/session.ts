import type { SessionId } from '@vivarium/jute';
import type { Connection } from '../member/connection.ts';

/** A client's session as every member knows it. */
export class Session {
  readonly id: SessionId;
  /** As agreed when it was created; logs and snapshots carry this one. */
  readonly timeoutMs: number;
  /** The id's 8 bytes as they stand in a TxnHeader, so that no write converts a bigint. */
  readonly idBytes: Uint8Array;
  /** The connection that speaks for it now. */
  connection: Connection | null = null;
  /** Monotonic, ms: end of the bucket it is in; 0 while in none. */
  expiresMs = 0;
  /** A closeSession is on its way; nothing new is accepted. */
  closing = false;
  /** Its createSession is committed; only then is it part of a snapshot. */
  committed = false;

  constructor(id: SessionId, timeoutMs: number) {
    this.id = id;
    this.timeoutMs = timeoutMs;
    this.idBytes = new Uint8Array(8);
    new DataView(this.idBytes.buffer).setBigInt64(0, id);
  }
}
