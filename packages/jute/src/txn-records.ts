import { acl } from './client-records.ts';
import { bool, buffer, i32, i64, i64Big, record, string, type TypeOf, vector } from './codec.ts';
import { sessionId, zxid } from './ids.ts';

// The records of the transaction log; a proposal between members carries the same bytes.

export const txnHeader = record('TxnHeader', {
  sessionId,
  cxid: i32,
  zxid,
  /** Wall clock of the leader, ms since 1970. */
  timeMs: i64,
  type: i32,
});
export type TxnHeader = TypeOf<typeof txnHeader>;
/** Bytes of a TxnHeader. */
export const TXN_HEADER_BYTES = 32;

/** parentCVersion is the parent's stored cversion after this create. */
export const createTxn = record('CreateTxn', {
  path: string,
  data: buffer,
  acl: vector(acl),
  ephemeral: bool,
  parentCVersion: i32,
});
export type CreateTxn = TypeOf<typeof createTxn>;
/** As logs before 3.4 hold it; read with parentCVersion -1. */
export const createTxnV0 = record('CreateTxnV0', {
  path: string,
  data: buffer,
  acl: vector(acl),
  ephemeral: bool,
});
export const createContainerTxn = record('CreateContainerTxn', {
  path: string,
  data: buffer,
  acl: vector(acl),
  parentCVersion: i32,
});
export type CreateContainerTxn = TypeOf<typeof createContainerTxn>;
export const createTtlTxn = record('CreateTTLTxn', {
  path: string,
  data: buffer,
  acl: vector(acl),
  parentCVersion: i32,
  ttlMs: i64,
});
export type CreateTtlTxn = TypeOf<typeof createTtlTxn>;
export const deleteTxn = record('DeleteTxn', { path: string });
export type DeleteTxn = TypeOf<typeof deleteTxn>;
export const setDataTxn = record('SetDataTxn', { path: string, data: buffer, version: i32 });
export type SetDataTxn = TypeOf<typeof setDataTxn>;
export const checkVersionTxn = record('CheckVersionTxn', { path: string, version: i32 });
export const setAclTxn = record('SetACLTxn', { path: string, acl: vector(acl), version: i32 });
export type SetAclTxn = TypeOf<typeof setAclTxn>;
export const createSessionTxn = record('CreateSessionTxn', { timeoutMs: i32 });
/** Absent (an empty body) in logs before 3.6. */
export const closeSessionTxn = record('CloseSessionTxn', { paths2Delete: vector(string) });
export const errorTxn = record('ErrorTxn', { err: i32 });
/** One operation of a multi: its type and its own encoded txn. */
export const subTxn = record('Txn', { type: i32, data: buffer });
export type SubTxn = TypeOf<typeof subTxn>;
export const multiTxn = record('MultiTxn', { txns: vector(subTxn) });
/** Follows the txn when the writer keeps a tree digest. */
export const txnDigest = record('TxnDigest', { version: i32, treeDigest: i64Big });
