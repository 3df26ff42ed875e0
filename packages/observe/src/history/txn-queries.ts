import { type AuthId, allows, readEntry, type TxnEntry } from '@vivarium/engine';
import { type Acl, ByteReader, OpCode, Perms, type SessionId, type Zxid } from '@vivarium/jute';
import type { TreeHistory } from './tree-history.ts';
import { factsOf, operationsOf, type TxnFacts } from './txn-facts.ts';

export interface TxnsWanted {
  /** First zxid; null for the newest transactions. */
  readonly from: number | null;
  /** Last zxid; null for no end. */
  readonly to: number | null;
  readonly path: string | null;
  readonly session: SessionId | null;
  readonly most: number;
}

/** Transactions that are kept on disk, oldest first; `more` when there are others than those. */
export async function findTxns(
  history: TreeHistory,
  { from, to, path, session, most }: TxnsWanted,
): Promise<{ readonly txns: readonly TxnFacts[]; readonly more: boolean }> {
  const txns: TxnFacts[] = [];
  let more = false;
  const reader = new ByteReader();
  await history.scan(((from ?? 1) - 1) as Zxid, (entry) => {
    const facts = factsOf(readEntry(reader.reset(entry)), entry.length);
    if (to !== null && facts.zxid > to) return false;
    if (from !== null && facts.zxid < from) return true;
    if (path !== null && !facts.paths.includes(path)) return true;
    if (session !== null && facts.session !== session) return true;
    if (from !== null && txns.length === most) {
      more = true;
      return false;
    }
    txns.push(facts);
    if (txns.length > most) {
      txns.shift();
      more = true;
    }
    return true;
  });
  return { txns, more };
}

/** A znode as one transaction left it. */
export interface NodeChange {
  readonly txn: TxnFacts;
  readonly change: 'created' | 'data' | 'acl' | 'deleted';
  /** -1 where the transaction does not say. */
  readonly version: number;
  /** Null for null, for `deleted` and `acl`, and where it may not be read. */
  readonly data: Uint8Array | null;
  readonly isHidden: boolean;
}

/**
 * What became of one path, oldest first, the newest `most`. Data are given where the ACL of that time let `ids` read; where
 * that ACL is not known (it is older than what is kept), `isReadableNow` decides.
 */
export async function nodeChanges(
  history: TreeHistory,
  path: string,
  ids: readonly AuthId[],
  isReadableNow: boolean,
  most: number,
): Promise<{ readonly changes: readonly NodeChange[]; readonly more: boolean }> {
  const changes: NodeChange[] = [];
  let acl: readonly Acl[] | null = null;
  let more = false;
  const reader = new ByteReader();
  await history.scan(0 as Zxid, (entry) => {
    const txn = readEntry(reader.reset(entry));
    for (const change of changesIn(txn, entry.length, path)) {
      if (change.acl !== undefined) acl = change.acl;
      const isHidden = !(acl === null ? isReadableNow : allows(acl, Perms.read, ids));
      // The bytes are a view into what is read next.
      const data = isHidden || change.data === null ? null : change.data.slice();
      changes.push({ ...change.facts, data, isHidden });
      if (changes.length > most) {
        changes.shift();
        more = true;
      }
    }
    return true;
  });
  return { changes, more };
}

interface Found {
  readonly facts: Pick<NodeChange, 'txn' | 'change' | 'version'>;
  readonly data: Uint8Array | null;
  /** The ACL from here on; undefined where it stays. */
  readonly acl?: readonly Acl[] | null;
}

function changesIn(txn: TxnEntry, bytes: number, path: string): Found[] {
  const found: Found[] = [];
  const add = (change: NodeChange['change'], version: number, rest: Omit<Found, 'facts'>): void => {
    found.push({ facts: { txn: factsOf(txn, bytes), change, version }, ...rest });
  };
  const { body } = txn;
  if (body.type === OpCode.closeSession && body.paths2Delete?.includes(path) === true)
    add('deleted', -1, { data: null });
  for (const op of operationsOf(txn)) {
    if (op.type === OpCode.error || op.type === OpCode.check || op.path !== path) continue;
    if (op.type === OpCode.delete || op.type === OpCode.deleteContainer) add('deleted', -1, { data: null });
    else if (op.type === OpCode.setACL) add('acl', op.version, { data: null, acl: op.acl });
    else if (op.type === OpCode.setData || op.type === OpCode.reconfig)
      add('data', op.version, { data: op.data });
    else if ('parentCVersion' in op) add('created', 0, { data: op.data, acl: op.acl });
  }
  return found;
}
