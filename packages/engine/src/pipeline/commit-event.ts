import { hex64, OpCode, type TxnHeader } from '@vivarium/jute';
import type { EventBody } from '@vivarium/timeline';
import type { SubBody, TxnBody } from '../tree/txn.ts';

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(OpCode).map(([name, type]): [number, string] => [type, name]),
);

/** What the timeline is told of a transaction; one that failed is an `error` that touched nothing. */
export function committedEvent(header: TxnHeader, body: TxnBody, bytes: number): EventBody {
  return {
    type: 'committed',
    zxid: header.zxid,
    session: hex64(header.sessionId),
    cxid: header.cxid,
    op: NAMES.get(header.type) ?? String(header.type),
    paths: pathsOf(body),
    bytes,
  };
}

function pathsOf(body: TxnBody): readonly string[] {
  if (body.type === OpCode.multi) return body.ops.flatMap(pathOf);
  if (body.type === OpCode.closeSession) return body.paths2Delete ?? [];
  return body.type === OpCode.createSession ? [] : pathOf(body);
}

/** A check touches nothing. */
function pathOf(op: SubBody): string[] {
  return op.type === OpCode.error || op.type === OpCode.check ? [] : [op.path];
}
