import { i32, i64, i64Big, record, type TypeOf } from './codec.ts';
import { sessionId, zxid } from './ids.ts';

// The records of log and snapshot files that are not transactions.

/** Magic is "ZKLG" or "ZKSN" read as an i32. */
export const fileHeader = record('FileHeader', { magic: i32, version: i32, dbId: i64 });
export type FileHeader = TypeOf<typeof fileHeader>;
export const FILE_HEADER_BYTES = 16;
export const LOG_MAGIC = 0x5a4b4c47;
export const SNAPSHOT_MAGIC = 0x5a4b534e;

/** One entry of a snapshot's session list. */
export const snapshotSession = record('SnapshotSession', { sessionId, timeoutMs: i32 });

export const statPersisted = record('StatPersisted', {
  czxid: zxid,
  mzxid: zxid,
  ctime: i64,
  mtime: i64,
  version: i32,
  cversion: i32,
  aversion: i32,
  /** A session id, or the marks of a container (top bit alone) and of a TTL node (top byte 0xff). */
  ephemeralOwner: i64Big,
  pzxid: zxid,
});
export type StatPersisted = TypeOf<typeof statPersisted>;
export const STAT_PERSISTED_BYTES = 60;
/** What a snapshot ends with when the writer keeps a tree digest. */
export const snapshotDigest = record('SnapshotDigest', { zxid, digestVersion: i32, digest: i64Big });
