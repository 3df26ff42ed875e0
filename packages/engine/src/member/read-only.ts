import { ErrorCode, OpCode } from '@vivarium/jute';
import { noteReply } from '../pipeline/answer.ts';
import { Kind, kindOf } from '../pipeline/operations.ts';
import { writeEmptyReply } from '../pipeline/reply.ts';
import type { ServerState } from '../pipeline/server-state.ts';
import type { Session } from '../session/session.ts';
import type { Connection } from './connection.ts';
import type { Instant } from './input.ts';
import type { Outbox } from './outbox.ts';

/** Shortest time without a leader before a member lets readers in. Source: Apache's QuorumPeer. */
const GRACE_MS = 2000;

/** How long a member looks for a leader before those who asked for it may read, ms. */
export function readOnlyAfterMs(tickTimeMs: number): number {
  return Math.max(GRACE_MS, tickTimeMs);
}

/** True for what a member without a leader cannot do. Source: Apache's ReadOnlyRequestProcessor. */
export function needsLeader(op: number): boolean {
  return op === OpCode.sync || kindOf(op) === Kind.write;
}

/**
 * Refuses a write with -119; only the end of a session that nobody else knows needs no leader.
 *
 * @returns true when the session is closed by this
 */
export function answerWithoutLeader(
  state: ServerState,
  connection: Connection,
  session: Session,
  op: number,
  xid: number,
  at: Instant,
  outbox: Outbox,
): boolean {
  const closes = op === OpCode.closeSession && !session.committed;
  if (closes) state.sessions.remove(session.id);
  const zxid = state.tree.lastProcessedZxid;
  const error = closes ? ErrorCode.ok : ErrorCode.notReadOnly;
  noteReply(state, connection, writeEmptyReply(outbox.replyTo(connection.id), xid, zxid, error));
  connection.answer(op, xid, zxid, at.monotonicMs, at.monotonicMs);
  return closes;
}
