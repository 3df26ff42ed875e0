import { OpCode } from '@vivarium/jute';
import type { SubBody, TxnBody } from './txn.ts';

function opFault(op: SubBody): string | null {
  if (!('parentCVersion' in op)) return null;
  const { path } = op;
  // Not the whole of the rules for paths: what another version let in must stay readable.
  return path.startsWith('/') && (path.length === 1 || !path.endsWith('/'))
    ? null
    : `it creates ${JSON.stringify(path.slice(0, 100))}`;
}

/** Why no leader can have made this transaction, or null when one may have: the tree takes what is not refused here. */
export function txnFault(body: TxnBody): string | null {
  switch (body.type) {
    case OpCode.multi:
      for (const op of body.ops) {
        const fault = opFault(op);
        if (fault !== null) return fault;
      }
      return null;
    case OpCode.createSession:
      return body.timeoutMs < 0 ? `a session of ${body.timeoutMs} ms` : null;
    case OpCode.closeSession:
      return null;
    default:
      return opFault(body);
  }
}
