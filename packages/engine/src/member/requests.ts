import { authPacket, type ByteReader, ErrorCode, NO_ZXID, saslToken, ZERO_ZXID } from '@vivarium/jute';
import { endReply, startReply, writeEmptyReply } from '../pipeline/reply.ts';
import type { ServerState } from '../pipeline/server-state.ts';
import { authenticate } from '../tree/acl.ts';
import type { Connection } from './connection.ts';
import type { Outbox } from './outbox.ts';

/** Why a connection is to be closed after the reply; null: it lives. */
export type Ending = string | null;

/** Adds identities to a connection. The answer overtakes whatever waits, as Apache's does. Throws JuteError. */
export function answerAuth(
  state: ServerState,
  connection: Connection,
  xid: number,
  reader: ByteReader,
  outbox: Outbox,
): Ending {
  const { scheme, auth } = authPacket.read(reader);
  const added = authenticate(scheme, auth, state.config);
  const err = added === null ? ErrorCode.authFailed : ErrorCode.ok;
  answerEmpty(state, connection, xid, ZERO_ZXID, err, outbox);
  if (added === null) {
    state.statistics.authFailed++;
    return `authentication by ${JSON.stringify(scheme)} failed`;
  }
  const missing = added.filter(
    (each) => !connection.ids.some((held) => held.scheme === each.scheme && held.id === each.id),
  );
  if (missing.length > 0) connection.ids = [...connection.ids, ...missing];
  return null;
}

/** SASL is off: the answer is a null token and no error, as from Apache. Throws JuteError. */
export function answerSasl(
  state: ServerState,
  connection: Connection,
  xid: number,
  reader: ByteReader,
  outbox: Outbox,
): void {
  saslToken.read(reader);
  const writer = outbox.replyTo(connection.id);
  const start = startReply(writer, xid, ZERO_ZXID, ErrorCode.ok);
  saslToken.write(writer, { token: null });
  state.statistics.responded(endReply(writer, start));
  connection.sent++;
}

/** False when the configuration wants clients to say who they are and this one has not; it was told so. */
export function mayAsk(state: ServerState, connection: Connection, xid: number, outbox: Outbox): boolean {
  const { config } = state;
  if (!config.enforceAuthEnabled) return true;
  if (connection.ids.some((held) => config.enforceAuthSchemes.includes(held.scheme))) return true;
  answerEmpty(state, connection, xid, ZERO_ZXID, ErrorCode.sessionClosedRequireSaslAuth, outbox);
  return false;
}

/** Tells the client that there is no such operation for it. */
export function answerUnimplemented(
  state: ServerState,
  connection: Connection,
  xid: number,
  outbox: Outbox,
): void {
  answerEmpty(state, connection, xid, NO_ZXID, ErrorCode.unimplemented, outbox);
}

function answerEmpty(
  state: ServerState,
  connection: Connection,
  xid: number,
  zxid: typeof NO_ZXID,
  err: ErrorCode,
  outbox: Outbox,
): void {
  state.statistics.responded(writeEmptyReply(outbox.replyTo(connection.id), xid, zxid, err));
  connection.sent++;
}
