import {
  applyTxn,
  type DataTree,
  NO_LISTENER,
  type RecoveredState,
  readEntry,
  type TxnEntry,
} from '@vivarium/engine';
import { ByteReader, OpCode, type SessionId, type Zxid } from '@vivarium/jute';

/** Hears of each transaction, before and after it is in the tree. `bytes` is the length of its entry. */
export interface TxnListener {
  before(txn: TxnEntry, bytes: number): void;
  after(txn: TxnEntry, bytes: number): void;
}

/** The tree and the sessions of an ensemble, brought forward by its committed transactions. */
export class TreeReplica {
  private state: { readonly tree: DataTree; readonly sessions: Map<SessionId, number> };
  private readonly reader = new ByteReader();
  private readonly listeners = new Set<TxnListener>();
  private last: Zxid;

  constructor(state: RecoveredState) {
    this.state = { tree: state.tree, sessions: new Map(state.sessions) };
    this.last = state.lastZxid;
  }

  get tree(): DataTree {
    return this.state.tree;
  }

  /** Timeouts in ms. */
  get sessions(): Map<SessionId, number> {
    return this.state.sessions;
  }

  /** Of the newest transaction in it. */
  get zxid(): Zxid {
    return this.last;
  }

  subscribe(listener: TxnListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves to true once this transaction is in the tree, to false when it is not within the time, ms. */
  reaches(zxid: number, withinMs: number): Promise<boolean> {
    if (this.last >= zxid) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (isThere: boolean): void => {
        clearTimeout(timer);
        unsubscribe();
        resolve(isThere);
      };
      const unsubscribe = this.subscribe({
        before: () => {},
        after: () => {
          if (this.last >= zxid) end(true);
        },
      });
      const timer = setTimeout(() => end(this.last >= zxid), withinMs);
    });
  }

  replace(state: RecoveredState): void {
    this.state = { tree: state.tree, sessions: new Map(state.sessions) };
    this.last = state.lastZxid;
  }

  /** Throws JuteError for what is no transaction. */
  apply(zxid: Zxid, entry: Uint8Array): TxnEntry {
    const txn = readEntry(this.reader.reset(entry));
    for (const listener of this.listeners) listener.before(txn, entry.length);
    const { header, body } = txn;
    if (body.type === OpCode.createSession) this.sessions.set(header.sessionId, body.timeoutMs);
    else if (body.type === OpCode.closeSession) this.sessions.delete(header.sessionId);
    // NodeExists and NoNode come up where a whole copy was ahead of its zxid: it had this one already.
    applyTxn(this.tree, header, body, NO_LISTENER);
    this.last = zxid;
    for (const listener of this.listeners) listener.after(txn, entry.length);
    return txn;
  }
}
