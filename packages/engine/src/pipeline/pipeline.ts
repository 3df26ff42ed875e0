import {
  ByteReader,
  ByteWriter,
  counterOf,
  ErrorCode,
  epochOf,
  JuteError,
  makeZxid,
  NO_SESSION,
  OpCode,
  type TxnHeader,
  Xid,
  type Zxid,
} from '@vivarium/jute';
import type { Connection } from '../member/connection.ts';
import type { Instant } from '../member/input.ts';
import type { Outbox } from '../member/outbox.ts';
import type { LatencyCounter } from '../member/statistics.ts';
import type { Session } from '../session/session.ts';
import { type AuthId, DEFAULT_SCHEMES } from '../tree/acl.ts';
import { applyTxn } from '../tree/apply-txn.ts';
import { type TxnBody, writeTxn } from '../tree/txn.ts';
import { Arena } from './arena.ts';
import { committedEvent } from './commit-event.ts';
import { EventDelivery } from './event-delivery.ts';
import { Fifo } from './fifo.ts';
import { Kind, kindOf } from './operations.ts';
import { type Prepared, prepareWrite, type WriteContext } from './prepare.ts';
import { answerRead } from './reads.ts';
import { endReply, REPLY_ERR_AT, REPLY_HEADER_BYTES, startReply } from './reply.ts';
import type { Proposal, Waiting } from './request.ts';
import type { ServerState } from './server-state.ts';
import { readSetWatches, restoreWatches } from './set-watches.ts';
import { readWrite } from './write-request.ts';
import { writeResult } from './write-results.ts';

const NO_IDS: readonly AuthId[] = [];
const COUNTER_MAX = 0xffffffff;
const NO_SESSION_BYTES = new Uint8Array(8);

/** What the pipeline asks of the member around it. */
export interface PipelineOwner {
  close(connection: Connection, cause: string): void;
  /** The session's transaction is committed: its client may be told. */
  sessionOpened(connection: Connection, session: Session, at: Instant): void;
  /** The session is no more. `asked`: by its client, who has the reply in hand. */
  sessionClosed(session: Session, asked: boolean): void;
}

/**
 * From request to reply. A read is answered from the tree at once, or after the writes of its connection that came
 * before it. A write is checked against the tree and the pending changes, becomes a log entry, waits until it is
 * committed, is applied, fires watches and is answered, in zxid order.
 */
export class Pipeline {
  readonly state: ServerState;
  /** Requests taken and not answered yet. */
  outstanding = 0;
  /** Records given to the log since whoever counts them last looked. */
  loggedTxns = 0;
  loggedBytes = 0;
  /** The newest zxid given out. */
  lastProposed: Zxid;
  private readonly owner: PipelineOwner;
  private readonly proposals = new Fifo<Proposal>();
  private readonly arena = new Arena();
  private readonly entry = new ByteWriter(4096);
  private readonly waitingReader = new ByteReader();
  private readonly events: EventDelivery;
  private readonly entryLimitBytes: number;
  /** One for all writes: it is filled anew for each. */
  private readonly context: WriteContext;
  private readonly plainSchemes: ReadonlySet<string>;
  private readonly secureSchemes: ReadonlySet<string>;

  constructor(state: ServerState, owner: PipelineOwner, lastZxid: Zxid) {
    this.state = state;
    this.owner = owner;
    this.lastProposed = lastZxid;
    this.events = new EventDelivery(state);
    // What another member's reader takes: jute.maxbuffer and as much again as extra size.
    this.entryLimitBytes = state.config.maxBufferBytes * 2;
    const schemes = new Set(DEFAULT_SCHEMES);
    if (!state.config.digestAuthEnabled) schemes.delete('digest');
    this.plainSchemes = schemes;
    this.secureSchemes = new Set([...schemes, 'x509']);
    this.context = { zxid: lastZxid, timeMs: 0, session: null, ids: NO_IDS, schemes };
  }

  /** Takes a request whose header was read; the reader stands at its body. False: the operation is not for clients. */
  request(
    connection: Connection,
    op: number,
    xid: number,
    reader: ByteReader,
    at: Instant,
    outbox: Outbox,
  ): boolean {
    const kind = kindOf(op);
    if (kind === Kind.write) {
      this.write(connection, op, xid, reader, at, outbox);
      return true;
    }
    if (kind === Kind.refused) return false;
    if (connection.waiting.length === 0) {
      this.answer(connection, connection.ids, op, xid, reader, at.monotonicMs, at, outbox);
      return true;
    }
    this.wait(connection, {
      kind: 'read',
      xid,
      op,
      arrivedMs: at.monotonicMs,
      body: this.arena.copy(reader.bytes, reader.offset, reader.end),
      ids: connection.ids,
    });
    return true;
  }

  /** Proposes a new session for this connection. */
  openSession(connection: Connection, session: Session, at: Instant, outbox: Outbox): void {
    const body: TxnBody = { type: OpCode.createSession, timeoutMs: session.timeoutMs };
    this.propose(connection, session, 0, OpCode.createSession, body, at, outbox);
  }

  /** Proposes the end of a session that no client asked for. */
  expireSession(session: Session, at: Instant, outbox: Outbox): void {
    const context = this.contextOf(session, null, at);
    const body = prepareWrite(this.state, context, { type: OpCode.closeSession }) as TxnBody;
    this.propose(null, session, 0, OpCode.closeSession, body, at, outbox);
  }

  /** Proposes the deletion of an empty container or an outlived TTL node. */
  deleteContainer(path: string, at: Instant, outbox: Outbox): void {
    const context = this.contextOf(null, null, at);
    const prepared = prepareWrite(this.state, context, { type: OpCode.deleteContainer, path });
    const body = typeof prepared === 'number' ? errorBody(prepared) : prepared;
    this.propose(null, null, 0, OpCode.deleteContainer, body, at, outbox);
  }

  /** Applies and answers what is committed by now, in order. */
  commit(upTo: Zxid, at: Instant, outbox: Outbox): void {
    for (let next = this.proposals.peek(); next !== undefined && next.header.zxid <= upTo; ) {
      this.proposals.shift();
      this.apply(next, at, outbox);
      next = this.proposals.peek();
    }
  }

  /** Forgets what a connection waits for; its proposals go on without it. */
  abandon(connection: Connection): void {
    this.outstanding -= connection.waiting.length;
    connection.waiting.clear();
  }

  /** Forgets every proposal: they will never be durable. */
  dropAll(): void {
    this.proposals.clear();
  }

  private write(
    connection: Connection,
    op: number,
    xid: number,
    reader: ByteReader,
    at: Instant,
    outbox: Outbox,
  ): void {
    const { session } = connection;
    if (session === null) throw new Error('a request was taken from a connection without a session');
    const context = this.contextOf(session, connection, at);
    let prepared: Prepared;
    try {
      prepared = prepareWrite(this.state, context, readWrite(op, reader, this.arena));
    } catch (error) {
      if (!(error instanceof JuteError)) throw error;
      // It takes a zxid like any write that fails, as in 3.8; 3.9 logs some of these under the zxid before.
      this.state.pending.rollback();
      prepared = ErrorCode.marshallingError;
    }
    const body = typeof prepared === 'number' ? errorBody(prepared) : prepared;
    this.propose(connection, session, xid, op, body, at, outbox);
  }

  private contextOf(session: Session | null, connection: Connection | null, at: Instant): WriteContext {
    const { context } = this;
    context.zxid = nextZxid(this.lastProposed);
    context.timeMs = at.wallMs;
    context.session = session;
    context.ids = connection === null ? NO_IDS : connection.ids;
    context.schemes = connection?.origin.secure === true ? this.secureSchemes : this.plainSchemes;
    return context;
  }

  /** Gives a transaction its zxid and its place in the log. A failed write is one too: no zxid may be missing. */
  private propose(
    connection: Connection | null,
    session: Session | null,
    xid: number,
    op: number,
    body: TxnBody,
    at: Instant,
    outbox: Outbox,
  ): void {
    const zxid = nextZxid(this.lastProposed);
    const header: TxnHeader = {
      sessionId: session === null ? NO_SESSION : session.id,
      cxid: xid,
      zxid,
      timeMs: at.wallMs,
      type: body.type,
    };
    let written = body;
    this.encode(header, session, body);
    if (this.entry.length > this.entryLimitBytes) {
      written = this.shortened(body);
      header.type = written.type;
      this.encode(header, session, written);
    }
    this.state.pending.keep();
    this.lastProposed = zxid;
    outbox.append(zxid, this.entry.view());
    this.loggedTxns++;
    this.loggedBytes += this.entry.length;
    const arrivedMs = at.monotonicMs;
    const proposal: Proposal = {
      kind: 'proposal',
      connection,
      session,
      xid,
      op,
      arrivedMs,
      header,
      body: written,
      bytes: this.entry.length,
    };
    this.proposals.push(proposal);
    if (connection !== null) this.wait(connection, proposal);
  }

  /** Other members could not read such an entry, and would never get past it. */
  private shortened(body: TxnBody): TxnBody {
    // Without paths it means all that the session owns, which at its place in the log are the same.
    if (body.type === OpCode.closeSession) return { type: body.type, paths2Delete: null };
    this.state.pending.rollback();
    return errorBody(ErrorCode.marshallingError);
  }

  private encode(header: TxnHeader, session: Session | null, body: TxnBody): void {
    const entry = this.entry.reset();
    entry.raw(session === null ? NO_SESSION_BYTES : session.idBytes);
    entry.i32(header.cxid);
    entry.i64(header.zxid);
    entry.i64(header.timeMs);
    entry.i32(header.type);
    writeTxn(entry, body);
  }

  /** Answers a request that needs no transaction. */
  private answer(
    connection: Connection,
    ids: readonly AuthId[],
    op: number,
    xid: number,
    reader: ByteReader,
    arrivedMs: number,
    at: Instant,
    outbox: Outbox,
  ): void {
    const { state } = this;
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
    this.noteReply(connection, endReply(writer, start));
    const { monotonicMs } = at;
    state.statistics.reads.add(monotonicMs - arrivedMs);
    connection.answer(op, xid, zxid, arrivedMs, monotonicMs);
  }

  private noteReply(connection: Connection, bytes: number): void {
    this.state.statistics.responded(bytes);
    connection.sent++;
  }

  private noteAnswer(
    connection: Connection,
    { op, xid, header, arrivedMs }: Proposal,
    at: Instant,
    counter: LatencyCounter,
  ): void {
    counter.add(at.monotonicMs - arrivedMs);
    // Apache names no operation for a write that failed.
    const named = header.type === OpCode.error ? OpCode.error : op;
    connection.answer(named, xid, header.zxid, arrivedMs, at.monotonicMs);
  }

  private wait(connection: Connection, waiting: Waiting): void {
    connection.waiting.push(waiting);
    this.outstanding++;
  }

  private apply(proposal: Proposal, at: Instant, outbox: Outbox): void {
    const { header, body, session, connection } = proposal;
    const { state } = this;
    const result = applyTxn(state.tree, header, body, this.events.start(header.zxid, outbox));
    state.pending.release(header.zxid);
    if (outbox.eventsWanted) outbox.events.push(committedEvent(header, body, proposal.bytes));
    if (session !== null && body.type === OpCode.createSession) session.committed = true;
    if (session !== null && body.type === OpCode.closeSession) state.sessions.remove(session.id);
    if (connection !== null && connection.state !== 'closed') {
      if (connection.waiting.shift() !== proposal) throw new Error('a reply is out of order');
      this.outstanding--;
      if (body.type === OpCode.createSession && session !== null) {
        this.noteAnswer(connection, proposal, at, state.statistics.updates);
        this.owner.sessionOpened(connection, session, at);
      } else {
        const writer = outbox.replyTo(connection.id);
        const start = startReply(writer, proposal.xid, state.tree.lastProcessedZxid, 0);
        writer.putI32(start + REPLY_ERR_AT, writeResult(state.tree, result, writer));
        this.noteReply(connection, endReply(writer, start));
        this.noteAnswer(connection, proposal, at, state.statistics.updates);
      }
    }
    if (session !== null && body.type === OpCode.closeSession)
      this.owner.sessionClosed(session, connection !== null);
    if (connection !== null && connection.state !== 'closed') this.answerWaiting(connection, at, outbox);
  }

  /** Answers what waited for the write that was just answered. */
  private answerWaiting(connection: Connection, at: Instant, outbox: Outbox): void {
    for (let next = connection.waiting.peek(); next !== undefined && next.kind !== 'proposal'; ) {
      connection.waiting.shift();
      this.outstanding--;
      const { op, xid, ids, arrivedMs } = next;
      const reader = this.waitingReader.reset(next.body);
      this.answer(connection, ids, op, xid, reader, arrivedMs, at, outbox);
      next = connection.waiting.peek();
    }
  }
}

/** No transaction has counter 0: it stands for the start of an epoch. */
function nextZxid(last: Zxid): Zxid {
  return counterOf(last) === COUNTER_MAX ? makeZxid(epochOf(last) + 1, 1) : ((last + 1) as Zxid);
}

function errorBody(err: number): TxnBody {
  return { type: OpCode.error, err };
}
