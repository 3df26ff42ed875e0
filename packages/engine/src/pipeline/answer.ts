import { type ByteReader, ErrorCode, JuteError, OpCode, Xid } from '@vivarium/jute';
import type { Connection } from '../member/connection.ts';
import type { Instant } from '../member/input.ts';
import type { Outbox } from '../member/outbox.ts';
import type { AuthId } from '../tree/acl.ts';
import { answerRead } from './reads.ts';
import { endReply, REPLY_ERR_AT, REPLY_HEADER_BYTES, startReply } from './reply.ts';
import type { ServerState } from './server-state.ts';
import { readSetWatches, restoreWatches } from './set-watches.ts';

/** Answers a request that needs no transaction. */
export function answerRequest(
  state: ServerState,
  connection: Connection,
  ids: readonly AuthId[],
  op: number,
  xid: number,
  reader: ByteReader,
  arrivedMs: number,
  at: Instant,
  outbox: Outbox,
): void {
  const writer = outbox.replyTo(connection.id);
  const zxid = state.tree.lastProcessedZxid;
  let start = writer.length;
  let err: number = ErrorCode.ok;
  try {
    if (op === OpCode.setWatches || op === OpCode.setWatches2) {
      restoreWatches(state, connection, readSetWatches(op, reader), writer);
      start = startReply(writer, xid, zxid, ErrorCode.ok);
    } else {
      // Whatever xid a ping had, its answer has the ping's own.
      start = startReply(writer, op === OpCode.ping ? Xid.ping : xid, zxid, ErrorCode.ok);
      err = answerRead(state, connection, ids, op, reader, writer);
    }
  } catch (error) {
    if (!(error instanceof JuteError)) throw error;
    err = ErrorCode.marshallingError;
    writer.length = start;
    startReply(writer, xid, zxid, err);
  }
  if (err !== ErrorCode.ok) {
    writer.putI32(start + REPLY_ERR_AT, err);
    writer.length = start + REPLY_HEADER_BYTES;
  }
  noteReply(state, connection, endReply(writer, start));
  const { monotonicMs } = at;
  state.statistics.reads.add(monotonicMs - arrivedMs);
  connection.answer(op, xid, zxid, arrivedMs, monotonicMs);
}

/** Counts a reply of so many bytes. */
export function noteReply(state: ServerState, connection: Connection, bytes: number): void {
  state.statistics.responded(bytes);
  connection.sent++;
}
