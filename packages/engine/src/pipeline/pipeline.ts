import {
  ByteReader,
  ByteWriter,
  ErrorCode,
  hex64,
  JuteError,
  NO_SESSION,
  OpCode,
  type TxnHeader,
  type Zxid,
} from '@vivarium/jute';
import { endRecord, startRecord } from '../log/txn-record.ts';
import type { Connection } from '../member/connection.ts';
import type { Instant } from '../member/input.ts';
import type { Outbox } from '../member/outbox.ts';
import type { ForwardedRequest } from '../quorum/replica.ts';
import type { LoggedEntry } from '../quorum/zab/committed-log.ts';
import { Session } from '../session/session.ts';
import { applyTxn } from '../tree/apply-txn.ts';
import type { TxnBody } from '../tree/txn.ts';
import { answerRequest, noteReply } from './answer.ts';
import { ClientSyncs } from './client-syncs.ts';
import { committedEvent } from './commit-event.ts';
import type { Ensemble } from './ensemble.ts';
import { errorBody, shortened, writeEntry } from './entry-writer.ts';
import { EventDelivery } from './event-delivery.ts';
import { Fifo } from './fifo.ts';
import { KnownTexts } from './known-texts.ts';
import { nextZxid } from './next-zxid.ts';
import { Kind, kindOf } from './operations.ts';
import type { PipelineOwner } from './pipeline-owner.ts';
import { type Prepared, prepareWrite, type WriteContext } from './prepare.ts';
import { readProposal } from './read-proposal.ts';
import { endReply, REPLY_ERR_AT, startReply } from './reply.ts';
import { firstWrite, isAnswerable, type Proposal, sessionOf, type Waiting } from './request.ts';
import type { ServerState } from './server-state.ts';
import { WriteContexts } from './write-contexts.ts';
import { readWrite } from './write-request.ts';
import { writeResult } from './write-results.ts';

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
  /** Null for a standalone member. */
  ensemble: Ensemble | null = null;
  private readonly owner: PipelineOwner;
  private readonly syncs = new ClientSyncs();
  private readonly proposals = new Fifo<Proposal>();
  private readonly texts = new KnownTexts();
  private readonly waitingReader = new ByteReader();
  private readonly events: EventDelivery;
  private readonly entryLimitBytes: number;
  private readonly contexts: WriteContexts;

  constructor(state: ServerState, owner: PipelineOwner, lastZxid: Zxid) {
    this.state = state;
    this.owner = owner;
    this.lastProposed = lastZxid;
    this.events = new EventDelivery(state);
    // What another member's reader takes: jute.maxbuffer and as much again as extra size.
    this.entryLimitBytes = state.config.maxBufferBytes * 2;
    this.contexts = new WriteContexts(state.config.digestAuthEnabled);
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
      if (this.ensemble === null || this.ensemble.leads) this.write(connection, op, xid, reader, at, outbox);
      else this.forward(this.ensemble, connection, op, xid, reader, at);
      return true;
    }
    if (kind === Kind.refused) return false;
    if (op === OpCode.sync && this.ensemble !== null) {
      this.sync(this.ensemble, connection, xid, reader, at);
      return true;
    }
    if (connection.waiting.length === 0) {
      answerRequest(this.state, connection, connection.ids, op, xid, reader, at.monotonicMs, at, outbox);
      return true;
    }
    const body = reader.bytes.subarray(reader.offset, reader.end);
    this.wait(connection, { kind: 'read', xid, op, arrivedMs: at.monotonicMs, body, ids: connection.ids });
    return true;
  }

  /** Proposes a new session for this connection, or has the leader do so. */
  openSession(connection: Connection, session: Session, at: Instant, outbox: Outbox): void {
    const { ensemble } = this;
    if (ensemble !== null && !ensemble.leads) {
      const request = new ByteWriter(4);
      request.i32(session.timeoutMs);
      const reader = new ByteReader(request.view());
      this.forward(ensemble, connection, OpCode.createSession, 0, reader, at);
      return;
    }
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

  /** A learner's request becomes a proposal of ours. Throws JuteError for a session that cannot be one. */
  proposeFor(request: ForwardedRequest, at: Instant, outbox: Outbox): void {
    const { sessions } = this.state;
    const { sessionId, cxid, op } = request;
    const reader = this.waitingReader.reset(request.body);
    let session = sessions.find(sessionId);
    if (op === OpCode.createSession) {
      const timeoutMs = reader.i32();
      if (sessionId === NO_SESSION || timeoutMs < 0) {
        throw new JuteError('malformed', `session ${hex64(sessionId)} of ${timeoutMs} ms`, 0);
      }
      session = sessions.adopt(sessionId, timeoutMs, at.monotonicMs);
      this.propose(null, session, cxid, op, { type: op, timeoutMs }, at, outbox);
    } else if (session === undefined || session.closing) {
      const unknown = session ?? new Session(sessionId, 0);
      this.propose(null, unknown, cxid, op, errorBody(ErrorCode.sessionExpired), at, outbox);
    } else if (kindOf(op) !== Kind.write && op !== OpCode.check) {
      // Whatever its client asked for, it is no write; the learner waits for a transaction nevertheless.
      this.propose(null, session, cxid, op, errorBody(ErrorCode.unimplemented), at, outbox);
    } else {
      const context = this.contextOf(session, null, at);
      context.ids = request.ids;
      this.prepareAndPropose(null, session, context, op, cxid, reader, at, outbox);
    }
  }

  /**
   * A leader's proposal goes to our log as it came, and waits to be committed. Throws JuteError for one that is no
   * transaction, before anything is logged.
   */
  accept({ zxid, entry }: LoggedEntry, at: Instant, outbox: Outbox): void {
    const { header, body } = readProposal(zxid, entry);
    outbox.append(zxid, entry);
    this.loggedTxns++;
    this.loggedBytes += entry.length;
    this.lastProposed = zxid;
    this.proposals.push({
      kind: 'proposal',
      connection: null,
      session: null,
      xid: header.cxid,
      op: header.type,
      arrivedMs: at.monotonicMs,
      header,
      body,
      bytes: entry.length,
      entry,
    });
  }

  /** What was logged and is not applied, oldest first. */
  *uncommitted(): Generator<LoggedEntry> {
    for (const { header, entry } of this.proposals) {
      if (entry === null) throw new Error('a standalone member has no one to send its log to');
      yield { zxid: header.zxid, entry };
    }
  }

  /** The leader has another history from here on. */
  forgetAfter(zxid: Zxid): void {
    for (let last = this.proposals.peekLast(); last !== undefined && last.header.zxid > zxid; ) {
      this.proposals.pop();
      last = this.proposals.peekLast();
    }
    this.lastProposed = this.proposals.peekLast()?.header.zxid ?? this.state.tree.lastProcessedZxid;
  }

  /** The oldest sync is confirmed: it answers as soon as its turn comes. */
  synced(at: Instant, outbox: Outbox): void {
    const connection = this.syncs.confirm();
    if (connection !== null && connection.state !== 'closed') this.answerWaiting(connection, at, outbox);
  }

  /** Who leads is not known any more: nothing that waits is answered, and nothing proposed may be built on. */
  disband(): void {
    this.syncs.clear();
    this.state.pending.clear();
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
    const session = sessionOf(connection);
    const context = this.contextOf(session, connection, at);
    this.prepareAndPropose(connection, session, context, op, xid, reader, at, outbox);
  }

  private prepareAndPropose(
    connection: Connection | null,
    session: Session,
    context: WriteContext,
    op: number,
    xid: number,
    reader: ByteReader,
    at: Instant,
    outbox: Outbox,
  ): void {
    let prepared: Prepared;
    try {
      prepared = prepareWrite(this.state, context, readWrite(op, reader, this.texts));
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
    return this.contexts.fill(nextZxid(this.lastProposed), session, connection, at);
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
    const records = outbox.recordsFor(zxid);
    const entryAt = startRecord(records);
    writeEntry(records, header, session, body);
    if (records.length - entryAt > this.entryLimitBytes) {
      written = shortened(body);
      if (written.type === OpCode.error) this.state.pending.rollback();
      header.type = written.type;
      records.length = entryAt;
      writeEntry(records, header, session, written);
    }
    const entryEnd = records.length;
    endRecord(records, entryAt);
    this.state.pending.keep();
    this.lastProposed = zxid;
    this.loggedTxns++;
    this.loggedBytes += entryEnd - entryAt;
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
      bytes: entryEnd - entryAt,
      entry: this.ensemble === null ? null : records.bytes.slice(entryAt, entryEnd),
    };
    this.proposals.push(proposal);
    if (connection !== null) this.wait(connection, proposal);
    if (proposal.entry !== null) this.ensemble?.proposed({ zxid, entry: proposal.entry });
  }

  /** Hands a write to the leader; its transaction will come back. */
  private forward(
    ensemble: Ensemble,
    connection: Connection,
    op: number,
    xid: number,
    reader: ByteReader,
    at: Instant,
  ): void {
    const session = sessionOf(connection);
    this.wait(connection, { kind: 'forwarded', xid, op, arrivedMs: at.monotonicMs });
    if (op === OpCode.closeSession) this.state.sessions.startClosing(session);
    const body = reader.bytes.subarray(reader.offset, reader.end);
    ensemble.forward({ sessionId: session.id, cxid: xid, op, body, ids: connection.ids });
  }

  private sync(
    ensemble: Ensemble,
    connection: Connection,
    xid: number,
    reader: ByteReader,
    at: Instant,
  ): void {
    const body = reader.bytes.subarray(reader.offset, reader.end);
    this.wait(connection, this.syncs.add(connection, xid, body, at.monotonicMs));
    ensemble.sync();
  }

  private noteAnswer(
    connection: Connection,
    { op, xid, arrivedMs }: Waiting,
    header: TxnHeader,
    at: Instant,
  ): void {
    this.state.statistics.updates.add(at.monotonicMs - arrivedMs);
    // Apache names no operation for a write that failed.
    const named = header.type === OpCode.error ? OpCode.error : op;
    connection.answer(named, xid, header.zxid, arrivedMs, at.monotonicMs);
  }

  private wait(connection: Connection, waiting: Waiting): void {
    connection.waiting.push(waiting);
    this.outstanding++;
  }

  private apply(proposal: Proposal, at: Instant, outbox: Outbox): void {
    const { header, body } = proposal;
    const { state } = this;
    const session = this.sessionOf(proposal, at);
    const connection = proposal.connection ?? this.forwarderOf(session, header);
    if (connection?.waiting.peek()?.kind === 'sync') this.answerBefore(connection, at, outbox);
    const result = applyTxn(state.tree, header, body, this.events.start(header.zxid, outbox));
    state.pending.release(header.zxid);
    if (outbox.eventsWanted) outbox.events.push(committedEvent(header, body, proposal.bytes));
    if (session !== null && body.type === OpCode.createSession) session.committed = true;
    if (session !== null && body.type === OpCode.closeSession) state.sessions.remove(session.id);
    if (connection !== null && connection.state !== 'closed') {
      const waiting = connection.waiting.shift();
      if (waiting !== proposal && waiting?.kind !== 'forwarded') throw new Error('a reply is out of order');
      this.outstanding--;
      if (body.type === OpCode.createSession && session !== null) {
        this.noteAnswer(connection, waiting, header, at);
        this.owner.sessionOpened(connection, session, at);
      } else {
        const writer = outbox.replyTo(connection.id);
        const start = startReply(writer, waiting.xid, state.tree.lastProcessedZxid, 0);
        writer.putI32(start + REPLY_ERR_AT, writeResult(state.tree, result, writer));
        noteReply(state, connection, endReply(writer, start));
        this.noteAnswer(connection, waiting, header, at);
      }
    }
    if (session !== null && body.type === OpCode.closeSession)
      this.owner.sessionClosed(session, connection !== null);
    if (connection !== null && connection.state !== 'closed') this.answerWaiting(connection, at, outbox);
  }

  /** Whose it is. Another member may have opened the session, or we when we led, and forgot what was on its way. */
  private sessionOf({ session, header, body }: Proposal, at: Instant): Session | null {
    if (header.sessionId === NO_SESSION) return null;
    const { sessions } = this.state;
    if (body.type === OpCode.createSession)
      return sessions.adopt(header.sessionId, body.timeoutMs, at.monotonicMs);
    return session ?? sessions.find(header.sessionId) ?? null;
  }

  /** The connection of ours whose forwarded write came back; null when the client is another member's, or gone. */
  private forwarderOf(session: Session | null, header: TxnHeader): Connection | null {
    const connection = session?.connection ?? null;
    const waiting = connection === null ? null : firstWrite(connection);
    if (waiting?.kind !== 'forwarded' || waiting.xid !== header.cxid) return null;
    const opens = waiting.op === OpCode.createSession;
    return opens === (header.type === OpCode.createSession) ? connection : null;
  }

  /**
   * Answers what the connection asked for before the write that is about to be applied. A sync among it needs no word of
   * the leader any more: 1. the write was proposed after the leader had the sync; 2. it is committed, so a quorum
   * followed that leader after the sync had come; 3. that is all that the word would say.
   */
  private answerBefore(connection: Connection, at: Instant, outbox: Outbox): void {
    for (const waiting of connection.waiting) {
      if (waiting.kind === 'sync') waiting.confirmed = true;
      else if (waiting.kind !== 'read') break;
    }
    this.answerWaiting(connection, at, outbox);
  }

  /** Answers what waited for the write that was just answered. */
  private answerWaiting(connection: Connection, at: Instant, outbox: Outbox): void {
    for (let next = connection.waiting.peek(); next !== undefined && isAnswerable(next); ) {
      connection.waiting.shift();
      this.outstanding--;
      const { op, xid, ids, arrivedMs } = next;
      const reader = this.waitingReader.reset(next.body);
      answerRequest(this.state, connection, ids, op, xid, reader, arrivedMs, at, outbox);
      next = connection.waiting.peek();
    }
  }
}
