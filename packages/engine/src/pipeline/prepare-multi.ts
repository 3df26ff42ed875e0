import { ErrorCode, JuteError, OpCode } from '@vivarium/jute';
import type { SubBody } from '../tree/txn.ts';
import { type Prepared, prepareOne, type WriteContext } from './prepare.ts';
import { lacksTtl } from './read-multi.ts';
import type { ServerState } from './server-state.ts';
import type { OneWrite } from './write-request.ts';

/**
 * All or nothing: each operation is checked against the effects of those before it; one that fails takes their
 * changes back, and the transaction then holds nothing but errors: 0 before it, -2 after it. Throws JuteError where
 * Apache cannot make a transaction of the operation at all; the caller takes the changes back.
 */
export function prepareMulti(state: ServerState, context: WriteContext, ops: readonly OneWrite[]): Prepared {
  const done: SubBody[] = [];
  for (let i = 0; i < ops.length; i++) {
    const op = ops[i] as OneWrite;
    if (lacksTtl(op)) throw new JuteError('malformed', 'a TTL by flags alone', i);
    const prepared = prepareOne(state, context, op);
    if (typeof prepared === 'number') {
      state.pending.rollback();
      return { type: OpCode.multi, ops: failedAt(i, prepared, ops.length) };
    }
    done.push(prepared as SubBody);
  }
  return { type: OpCode.multi, ops: done };
}

function failedAt(index: number, err: ErrorCode, count: number): SubBody[] {
  const txns: SubBody[] = [];
  for (let i = 0; i < count; i++) {
    const each = i < index ? ErrorCode.ok : i === index ? err : ErrorCode.runtimeInconsistency;
    txns.push({ type: OpCode.error, err: each });
  }
  return txns;
}
