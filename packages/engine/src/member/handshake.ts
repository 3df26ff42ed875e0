import {
  type ByteReader,
  type ByteWriter,
  type ConnectRequest,
  connectRequest,
  PASSWORD_BYTES,
  type SessionId,
  sessionPassword,
} from '@vivarium/jute';
import type { MemberConfig } from './config.ts';
import type { Connection } from './connection.ts';

const PROTOCOL_VERSION = 0;
const NO_PASSWORD = new Uint8Array(PASSWORD_BYTES);

export interface Handshake extends ConnectRequest {
  /** Null when the client is older than the byte. */
  readonly readOnly: boolean | null;
}

/** Reads a connection's first frame. Throws JuteError. */
export function readHandshake(reader: ByteReader): Handshake {
  const request = connectRequest.read(reader);
  return { ...request, readOnly: reader.remaining() > 0 ? reader.bool() : null };
}

/** The session timeout that a client gets for the one it asks for, ms. */
export function agreedTimeout(config: MemberConfig, wantedMs: number): number {
  return Math.min(Math.max(wantedMs, config.minSessionTimeoutMs), config.maxSessionTimeoutMs);
}

export function isPasswordOf(id: SessionId, password: Uint8Array | null): boolean {
  if (password?.length !== PASSWORD_BYTES) return false;
  const expected = sessionPassword(id);
  let difference = 0;
  for (let i = 0; i < PASSWORD_BYTES; i++) difference |= (expected[i] as number) ^ (password[i] as number);
  return difference === 0;
}

/** Tells the client of its session. */
export function writeAccepted(writer: ByteWriter, connection: Connection, id: SessionId): void {
  writeResponse(writer, connection, connection.timeoutMs, id, sessionPassword(id));
}

/** Tells the client that its session is gone or not its own: all zero, after which the connection is closed. */
export function writeRefused(writer: ByteWriter, connection: Connection): void {
  writeResponse(writer, connection, 0, 0n as SessionId, NO_PASSWORD);
}

function writeResponse(
  writer: ByteWriter,
  connection: Connection,
  timeoutMs: number,
  id: SessionId,
  password: Uint8Array,
): void {
  const start = writer.skipI32();
  writer.i32(PROTOCOL_VERSION);
  writer.i32(timeoutMs);
  writer.i64Big(id);
  writer.buffer(password);
  if (connection.readOnlyAware) writer.bool(connection.readOnly);
  writer.putI32(start, writer.length - start - 4);
}
