import type { RecipeReign, TxnView } from '@vivarium/contract';

/** Whose time at the head it was. */
export type Reigned = Pick<RecipeReign, 'path' | 'session' | 'token'>;

/** What the transactions tell of how it ended; null while they do not, or where none are seen. */
export type EndOf = (reigned: Reigned) => RecipeReign['end'];

const DELETES = new Set(['delete', 'deleteContainer', 'multi']);
/** A client numbers its requests from 1; the leader closes an expired session in a request of its own, which has none. */
const NOBODY_ASKED = 0;

/** `txns` are the newest, oldest first. The node is known to have gone, so whatever touched it last removed it. */
export function reignEnd({ path, session, token }: Reigned, txns: readonly TxnView[]): RecipeReign['end'] {
  const sinceZxid = BigInt(token);
  for (let at = txns.length - 1; at >= 0; at -= 1) {
    const txn = txns[at] as TxnView;
    if (BigInt(txn.zxid) <= sinceZxid) return null;
    if (txn.op === 'closeSession' && txn.session === session)
      return { how: txn.cxid === NOBODY_ASKED ? 'expired' : 'closed', by: null };
    if (DELETES.has(txn.op) && txn.paths.includes(path))
      return { how: 'deleted', by: txn.session === session ? null : txn.session };
  }
  return null;
}
