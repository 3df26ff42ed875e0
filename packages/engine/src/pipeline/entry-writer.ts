import { ByteWriter, ErrorCode, OpCode, type TxnHeader } from '@vivarium/jute';
import type { Session } from '../session/session.ts';
import { type TxnBody, writeTxn } from '../tree/txn.ts';

const NO_SESSION_BYTES = new Uint8Array(8);

/** Encodes entries of the log, each over the one before. */
export class EntryWriter {
  private readonly entry = new ByteWriter(4096);

  get length(): number {
    return this.entry.length;
  }

  /** The last entry stands in the first `length` bytes, until the next is written. */
  get bytes(): Uint8Array {
    return this.entry.bytes;
  }

  copy(): Uint8Array {
    return this.entry.copy();
  }

  write(header: TxnHeader, session: Session | null, body: TxnBody): void {
    const entry = this.entry.reset();
    entry.raw(session === null ? NO_SESSION_BYTES : session.idBytes);
    entry.i32(header.cxid);
    entry.i64(header.zxid);
    entry.i64(header.timeMs);
    entry.i32(header.type);
    writeTxn(entry, body);
  }
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
