import { ByteReader, hex64, JuteError, OpCode, type SessionId } from '@vivarium/jute';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { ServerState } from '../pipeline/server-state.ts';
import type { Session } from '../session/session.ts';
import type { Connection } from './connection.ts';
import { fourLetterWord, TELNET_CLOSE } from './four-letter-words.ts';
import { LENGTH_BYTES, readLength } from './frames.ts';
import {
  agreedTimeout,
  type Handshake,
  isPasswordOf,
  readHandshake,
  writeAccepted,
  writeRefused,
} from './handshake.ts';
import type { Instant } from './input.ts';
import { STEP_REPLY_BYTES } from './limits.ts';
import type { Outbox } from './outbox.ts';
import { answerWithoutLeader, needsLeader } from './read-only.ts';
import { answerAuth, answerSasl, answerUnimplemented, mayAsk } from './requests.ts';

const REQUEST_HEADER_BYTES = 8;

/** What reading a connection's bytes can ask of the member. */
export interface IntakeOwner {
  /** False while there is no one to decide about writes: sessions are neither opened nor continued. */
  readonly isServing: boolean;
  /** True when nobody decides about writes and those who asked for it may read nevertheless. */
  readonly isReadOnly: boolean;
  /** True when another member decides which sessions are alive. */
  readonly revalidates: boolean;
  /** Has the leader asked; `reattached` follows. */
  revalidate(connection: Connection, id: SessionId): void;
  close(connection: Connection, cause: string): void;
  pause(connection: Connection): void;
  fourLetterWord(connection: Connection, word: string): void;
  /** Gives the connection a session that this member alone knows; nothing is proposed. */
  openLocalSession(connection: Connection, session: Session, at: Instant): void;
  sessionClosed(session: Session, asked: boolean): void;
  /** A connection took over a session that was there before. */
  sessionReattached(connection: Connection, session: Session): void;
}

/** Cuts chunks into frames and frames into handshakes and requests. */
export class Intake {
  private readonly state: ServerState;
  private readonly pipeline: Pipeline;
  private readonly owner: IntakeOwner;
  private readonly reader = new ByteReader();

  constructor(state: ServerState, pipeline: Pipeline, owner: IntakeOwner) {
    this.state = state;
    this.pipeline = pipeline;
    this.owner = owner;
  }

  /** Takes every whole frame of a chunk; what is left over is copied. */
  take(connection: Connection, bytes: Uint8Array, at: Instant, outbox: Outbox): void {
    const end = bytes.length;
    let offset = 0;
    while (offset < end) {
      if (connection.state === 'opening') {
        this.hold(connection, bytes, offset, end);
        return;
      }
      if (connection.state === 'closed' || connection.state === 'probed') return;
      if (this.isCongested(connection, outbox)) {
        connection.frames.append(bytes, offset, end);
        return;
      }
      if (connection.frames.length > 0) {
        offset = this.complete(connection, bytes, offset, end, at, outbox);
        continue;
      }
      if (end - offset < LENGTH_BYTES) {
        connection.frames.append(bytes, offset, end);
        return;
      }
      const length = readLength(bytes, offset);
      if (!this.acceptLength(connection, length)) return;
      const frameEnd = offset + LENGTH_BYTES + length;
      if (frameEnd > end) {
        connection.frames.append(bytes, offset, end);
        return;
      }
      this.frame(connection, bytes, offset + LENGTH_BYTES, frameEnd, at, outbox);
      offset = frameEnd;
    }
  }

  /** Takes what came while the session was being opened, or while replies had yet to leave. */
  takeHeld(connection: Connection, at: Instant, outbox: Outbox): void {
    const { frames } = connection;
    if (frames.length === 0) return;
    this.take(connection, frames.take(), at, outbox);
  }

  /** Asked between two frames: when the replies to those before are large, the host is to send them first. */
  private isCongested(connection: Connection, outbox: Outbox): boolean {
    if (connection.congested) return true;
    const replies = outbox.replies.get(connection.id);
    if (replies === undefined || replies.length < STEP_REPLY_BYTES || connection.frames.length > 0)
      return false;
    connection.congested = true;
    outbox.clientOrders.push({ type: 'tellDrained', connection: connection.id });
    return true;
  }

  /** Nothing is read until the session is there; a client that goes on writing is not read any more. */
  private hold(connection: Connection, bytes: Uint8Array, start: number, end: number): void {
    if (connection.frames.length + end - start > this.state.config.maxBufferBytes + LENGTH_BYTES) {
      this.owner.close(connection, 'too many bytes before the session was open');
      return;
    }
    connection.frames.append(bytes, start, end);
    this.owner.pause(connection);
  }

  /** Adds to the frame that came in parts; returns how far the chunk is used up. */
  private complete(
    connection: Connection,
    bytes: Uint8Array,
    start: number,
    end: number,
    at: Instant,
    outbox: Outbox,
  ): number {
    const { frames } = connection;
    let offset = start;
    if (frames.length < LENGTH_BYTES) {
      const count = Math.min(LENGTH_BYTES - frames.length, end - offset);
      frames.append(bytes, offset, offset + count);
      offset += count;
      if (frames.length < LENGTH_BYTES) return offset;
      if (!this.acceptLength(connection, readLength(frames.bytes, 0))) return end;
    }
    const total = LENGTH_BYTES + readLength(frames.bytes, 0);
    const count = Math.min(total - frames.length, end - offset);
    frames.append(bytes, offset, offset + count);
    offset += count;
    if (frames.length === total) {
      // Before it is read: what a handshake sets free is not to find it here again.
      const whole = frames.take();
      this.frame(connection, whole, LENGTH_BYTES, total, at, outbox);
    }
    return offset;
  }

  /** Before anything is kept for it: is this a length at all, and one we take? */
  private acceptLength(connection: Connection, length: number): boolean {
    if (connection.state === 'fresh') {
      const word = fourLetterWord(length);
      if (word !== undefined) {
        this.count(connection);
        connection.state = 'probed';
        this.owner.fourLetterWord(connection, word);
        return false;
      }
      if (length === TELNET_CLOSE) {
        this.owner.close(connection, 'telnet hung up');
        return false;
      }
    }
    if (length >= 0 && length <= this.state.config.maxBufferBytes) return true;
    this.owner.close(
      connection,
      `a frame of ${length} bytes (jute.maxbuffer ${this.state.config.maxBufferBytes})`,
    );
    return false;
  }

  private count(connection: Connection): void {
    this.state.statistics.received++;
    connection.received++;
  }

  private frame(
    connection: Connection,
    bytes: Uint8Array,
    start: number,
    end: number,
    at: Instant,
    outbox: Outbox,
  ): void {
    this.count(connection);
    const reader = this.reader.reset(bytes, start, end);
    if (connection.state === 'fresh') {
      this.handshake(connection, reader, at, outbox);
      return;
    }
    if (end - start < REQUEST_HEADER_BYTES) {
      this.owner.close(connection, `a request of ${end - start} bytes has no header`);
      return;
    }
    const xid = reader.i32();
    const op = reader.i32();
    if (op === OpCode.auth || op === OpCode.sasl) {
      this.identify(connection, op, xid, reader, outbox);
      return;
    }
    if (!mayAsk(this.state, connection, xid, outbox)) {
      this.owner.close(connection, 'authentication is required');
      return;
    }
    const { session } = connection;
    // Its end is on its way; the connection goes with it, and what it still asks is not answered.
    if (session === null || session.closing) return;
    this.state.sessions.touch(session, at.monotonicMs, connection.timeoutMs);
    if (this.owner.isReadOnly && needsLeader(op)) {
      const closed = answerWithoutLeader(this.state, connection, session, op, xid, at, outbox);
      if (closed) this.owner.sessionClosed(session, true);
      return;
    }
    if (this.pipeline.request(connection, op, xid, reader, at, outbox)) return;
    answerUnimplemented(this.state, connection, xid, outbox);
    this.owner.close(connection, `operation ${op} is not for clients`);
  }

  /** auth and sasl overtake whatever waits. */
  private identify(
    connection: Connection,
    op: number,
    xid: number,
    reader: ByteReader,
    outbox: Outbox,
  ): void {
    try {
      if (op === OpCode.sasl) {
        answerSasl(this.state, connection, xid, reader, outbox);
      } else {
        const ending = answerAuth(this.state, connection, xid, reader, outbox);
        if (ending !== null) this.owner.close(connection, ending);
      }
    } catch (error) {
      if (!(error instanceof JuteError)) throw error;
      this.owner.close(connection, `malformed authentication: ${error.message}`);
    }
  }

  private handshake(connection: Connection, reader: ByteReader, at: Instant, outbox: Outbox): void {
    let request: Handshake;
    try {
      request = readHandshake(reader);
    } catch (error) {
      if (!(error instanceof JuteError)) throw error;
      this.owner.close(connection, `malformed ConnectRequest: ${error.message}`);
      return;
    }
    const { state } = this;
    state.statistics.connectionRequests++;
    if (!this.owner.isServing) {
      this.owner.close(connection, 'not serving: there is no leader');
      return;
    }
    if (this.owner.isReadOnly && request.readOnly !== true) {
      this.owner.close(connection, 'there is no leader, and the client did not ask to read only');
      return;
    }
    const known = state.tree.lastProcessedZxid;
    if (request.lastZxidSeen > known) {
      const seen = hex64(request.lastZxidSeen);
      this.owner.close(connection, `the client has seen zxid ${seen}, our last is ${hex64(known)}`);
      return;
    }
    connection.readOnlyAware = request.readOnly !== null;
    connection.readOnly = this.owner.isReadOnly;
    connection.timeoutMs = agreedTimeout(state.config, request.timeoutMs);
    if (request.sessionId === 0n) {
      const session = state.sessions.create(connection.timeoutMs, at.monotonicMs);
      this.attach(connection, session);
      connection.state = 'opening';
      if (this.owner.isReadOnly) this.owner.openLocalSession(connection, session, at);
      else this.pipeline.openSession(connection, session, at, outbox);
      return;
    }
    this.reattach(connection, request.sessionId, request.password, at, outbox);
  }

  /** The password comes first: who merely guesses an id must not cut off the client that has it. */
  private reattach(
    connection: Connection,
    id: SessionId,
    password: Uint8Array | null,
    at: Instant,
    outbox: Outbox,
  ): void {
    if (!isPasswordOf(id, password)) {
      this.reattached(connection, id, undefined, at, outbox);
    } else if (this.owner.revalidates) {
      connection.state = 'opening';
      this.owner.revalidate(connection, id);
    } else {
      const session = this.state.sessions.find(id);
      // Only who decides about writes may say that a session is over: it may live where there is a leader.
      if (session === undefined && this.owner.isReadOnly)
        this.owner.close(connection, `there is no leader to ask about session ${hex64(id)}`);
      else this.reattached(connection, id, session, at, outbox);
    }
  }

  /** Ends a handshake that named a session: undefined when there is none that the client may have. */
  reattached(
    connection: Connection,
    id: SessionId,
    session: Session | undefined,
    at: Instant,
    outbox: Outbox,
  ): void {
    const { sessions, statistics } = this.state;
    const writer = outbox.replyTo(connection.id);
    statistics.sent++;
    connection.sent++;
    if (session === undefined || session.closing) {
      writeRefused(writer, connection);
      this.owner.close(connection, `session ${hex64(id)} is expired, unknown or not the client's`);
      return;
    }
    if (session.connection !== null)
      this.owner.close(session.connection, 'the session moved to another connection');
    this.attach(connection, session);
    sessions.touch(session, at.monotonicMs, connection.timeoutMs);
    connection.state = 'established';
    writeAccepted(writer, connection, id);
    this.owner.sessionReattached(connection, session);
    this.takeHeld(connection, at, outbox);
  }

  private attach(connection: Connection, session: Session): void {
    connection.session = session;
    session.connection = connection;
  }
}
