import { committedEvent, type SubBody, type TxnEntry } from '@vivarium/engine';
import { OpCode, type SessionId } from '@vivarium/jute';

/** A committed transaction: who did what, and when. */
export interface TxnFacts {
  readonly zxid: number;
  /** By the leader's wall clock. */
  readonly timeMs: number;
  readonly session: SessionId;
  readonly cxid: number;
  /** create, setData, multi, …; `error` for one that failed. */
  readonly op: string;
  readonly paths: readonly string[];
  readonly bytes: number;
}

export function factsOf({ header, body }: TxnEntry, bytes: number): TxnFacts {
  const told = committedEvent(header, body, bytes);
  const { op, paths } = told.type === 'committed' ? told : { op: '', paths: [] };
  const { zxid, timeMs, sessionId: session, cxid } = header;
  return { zxid, timeMs, session, cxid, op, paths, bytes };
}

/** The single operations of a transaction that took effect. */
export function operationsOf({ body }: TxnEntry): readonly SubBody[] {
  if (body.type === OpCode.multi) return body.ops.some(({ type }) => type === OpCode.error) ? [] : body.ops;
  return body.type === OpCode.createSession || body.type === OpCode.closeSession ? [] : [body];
}
