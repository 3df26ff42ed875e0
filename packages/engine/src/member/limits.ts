/** Limits that no configuration key names. Those that have a key are in `MemberConfig`. */

/** Shortest and longest tick of the host, ms. */
export const TICK_MS = 10;
/** A connection that never sends a ConnectRequest is closed after this, ms (Apache: nio.sessionlessCnxnTimeout). */
export const SESSIONLESS_TIMEOUT_MS = 10_000;
/**
 * Replies of one connection in one step above which the rest of its chunk is held until they have left: a chunk of
 * small requests may ask for gigabytes.
 */
export const STEP_REPLY_BYTES = 256 * 1024;
/** A multiRead's reply above this is refused: thirty thousand reads fit one request, and each may be of a megabyte. */
export const MULTI_READ_REPLY_BYTES_MAX = 32 * 1024 * 1024;
/** Bytes of a snapshot that are serialised in one step. */
export const SNAPSHOT_CHUNK_BYTES = 256 * 1024;
