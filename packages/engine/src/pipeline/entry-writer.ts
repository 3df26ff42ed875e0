import { type ByteWriter, ErrorCode, OpCode, type TxnHeader } from '@vivarium/jute';
import type { Session } from '../session/session.ts';
import { type TxnBody, writeTxn } from '../tree/txn.ts';

const NO_SESSION_BYTES = new Uint8Array(8);

/** Appends an entry of the log: TxnHeader and transaction. */
export function writeEntry(
  writer: ByteWriter,
  header: TxnHeader,
  session: Session | null,
  body: TxnBody,
): void {
  writer.raw(session === null ? NO_SESSION_BYTES : session.idBytes);
  writer.i32(header.cxid);
  writer.i64(header.zxid);
  writer.i64(header.timeMs);
  writer.i32(header.type);
  writeTxn(writer, body);
}

export function errorBody(err: number): TxnBody {
  return { type: OpCode.error, err };
}

/** What stands for a transaction that other members could not read, and would never get past. */
export function shortened(body: TxnBody): TxnBody {
  // Without paths it means all that the session owns, which at its place in the log are the same.
  if (body.type === OpCode.closeSession) return { type: body.type, paths2Delete: null };
  return errorBody(ErrorCode.marshallingError);
}
