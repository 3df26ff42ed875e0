import { ByteReader, counterOf, hex64, JuteError, OpCode, type SessionId, type Zxid } from '@vivarium/jute';
import { applyTxn } from '../tree/apply-txn.ts';
import type { DataTree } from '../tree/data-tree.ts';
import { NO_LISTENER } from '../tree/tree-listener.ts';
import { readEntry, type TxnEntry } from '../tree/txn.ts';
import { LogError } from './log-error.ts';
import { isSuccessor } from './recovery.ts';

/** Where a TxnHeader holds its zxid, after the session id and the cxid, and its type, after the time. */
const ZXID_OFFSET = 12;
const TYPE_OFFSET = 28;

/**
 * Brings a tree and its sessions from a snapshot up to the end of the logs. What the snapshot already has is
 * passed over; from there on each zxid must follow the one before. Throws LogError.
 */
export class Replay {
  /** Transactions applied. */
  replayed = 0;
  /**
   * Zxids of snapshots that could not be read; each is taken out when the log comes to it. What is left stands for a tree
   * that came from elsewhere: the log jumps there, and what it holds before may not be the history that the tree had.
   */
  readonly missed = new Set<Zxid>();
  private readonly tree: DataTree;
  private readonly sessions: Map<SessionId, number>;
  private readonly reader = new ByteReader();
  private last: Zxid;
  /** False until the first transaction, when there was no snapshot to say where the log must go on. */
  private anchored: boolean;
  private lastFile = '';

  /** `sessions` maps to timeouts in ms. `from` is the snapshot's zxid, null when logs alone are trusted. */
  constructor(tree: DataTree, sessions: Map<SessionId, number>, from: Zxid | null) {
    this.tree = tree;
    this.sessions = sessions;
    this.last = from ?? (0 as Zxid);
    this.anchored = from !== null;
  }

  /** The zxid that tree and sessions have reached. */
  get lastZxid(): Zxid {
    return this.last;
  }

  /** The next entry of the logs, in order. */
  accept(bytes: Uint8Array, file: string, offset: number): void {
    const zxid = this.reader.reset(bytes, ZXID_OFFSET).i64() as Zxid;
    if (zxid <= this.last && this.anchored) {
      if (this.replayed === 0 || this.isUnnumberedError(bytes, zxid)) return;
      throw new LogError('order', file, offset, `zxid ${hex64(zxid)} comes after ${hex64(this.last)}`);
    }
    if (this.anchored && !isSuccessor(this.last, zxid)) {
      if (this.isUnnumberedError(bytes, zxid)) return;
      const before = this.lastFile === '' || this.lastFile === file ? '' : ` (end of ${this.lastFile})`;
      const missing = `after ${hex64(this.last)}${before} comes ${hex64(zxid)}`;
      throw new LogError('gap', file, offset, `transactions are missing: ${missing}`);
    }
    this.apply(this.parse(bytes, file, offset));
    if (this.missed.size > 0) this.missed.delete(zxid);
    this.last = zxid;
    this.anchored = true;
    this.lastFile = file;
    this.replayed++;
  }

  /**
   * Apache 3.9 answers a request that it cannot parse by an error record that takes no zxid of its own: it carries the
   * last one again, or that of an epoch in which there was none yet. Such a record does nothing.
   */
  private isUnnumberedError(bytes: Uint8Array, zxid: Zxid): boolean {
    if (zxid !== this.last && (zxid < this.last || counterOf(zxid) !== 0)) return false;
    return this.reader.reset(bytes, TYPE_OFFSET).i32() === OpCode.error;
  }

  private parse(bytes: Uint8Array, file: string, offset: number): TxnEntry {
    try {
      return readEntry(this.reader.reset(bytes));
    } catch (error) {
      if (!(error instanceof JuteError)) throw error;
      throw new LogError('malformed', file, offset, `this is no transaction: ${error.message}`);
    }
  }

  private apply({ header, body }: TxnEntry): void {
    if (body.type === OpCode.createSession) this.sessions.set(header.sessionId, body.timeoutMs);
    else if (body.type === OpCode.closeSession) this.sessions.delete(header.sessionId);
    // A snapshot is written while transactions go on and may be ahead of its zxid: NodeExists and NoNode mean that
    // it already had this one.
    applyTxn(this.tree, header, body, NO_LISTENER);
  }
}
