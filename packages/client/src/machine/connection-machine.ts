import {
  ByteReader,
  ByteWriter,
  connectResponse,
  ErrorCode,
  hex64,
  JuteError,
  NO_SESSION,
  type SessionId,
  watcherEvent,
  Xid,
  ZERO_ZXID,
  type Zxid,
} from '@vivarium/jute';
import type { ClientState } from '../client-state.ts';
import type { MachineInput, MachineOutbox, WatchNotice } from './dialogue.ts';
import { FrameSplitter } from './frame-splitter.ts';
import { writeGreeting, writePing, writeRequest, writeRestore } from './frames.ts';
import type { Endpoint, HostList } from './host-list.ts';
import type { MachineLimits } from './limits.ts';
import { ReadWriteSearch } from './read-write-search.ts';
import type { Request, Watcher } from './request.ts';
import { RequestQueues } from './request-queues.ts';
import { restoreRequests } from './watch-restore.ts';
import { LASTING_KINDS, WatchTable } from './watch-table.ts';

const MAX_XID = 0x7fff_ffff;
const PASSWORD_BYTES = 16;
/** A connection that lived this long counts as good: its loss is followed by an immediate dial. */
const STABLE_MS = 1_000;
/** Ticks come many times a second; after a longer gap it was this process that stood still, not the server. */
const STALL_MS = 1_000;
/** A wait is at most this part of the session timeout, so that no session is lost by waiting. */
const BACK_OFF_SHARE = 1 / 6;
/** So many servers that take a connection and say nothing fit into a session's timeout, however few hosts there are. */
const MIN_DIALS = 3;
/** As Apache's client: ping at least this often, however long the timeout. */
const LONGEST_PING_INTERVAL_MS = 10_000;

type Phase = 'idle' | 'waiting' | 'dialling' | 'greeting' | 'live' | 'closing' | 'over';
type FinalState = 'expired' | 'auth-failed' | 'closed';

const FINAL_ERROR: Record<FinalState, number> = {
  expired: ErrorCode.sessionExpired,
  'auth-failed': ErrorCode.authFailed,
  closed: ErrorCode.sessionExpired,
};

/**
 * The client's side of a session as a state machine: no socket, no clock, no timer. The shell hands in what
 * happened (`step`) and does what the outbox says; the bytes to send gather in `outgoing`.
 *
 * Order is kept as the protocol promises it: replies in the order of requests, a watch event before the
 * reply behind it. When a connection is lost, every request whose bytes may have left fails with
 * connectionLoss and none is sent again: only its caller knows whether that would be safe. Requests handed
 * over while there is no connection wait for the next one.
 */
export class ConnectionMachine<R extends Request> {
  readonly outgoing = new ByteWriter(16 * 1024);
  readonly watches = new WatchTable();
  private readonly hosts: HostList;
  private readonly limits: MachineLimits;
  private readonly splitter: FrameSplitter;
  private readonly queues: RequestQueues<R>;
  private readonly reader = new ByteReader();
  private outbox: MachineOutbox<R> | null = null;

  private phase: Phase = 'idle';
  private final: FinalState | null = null;
  private server: Endpoint | null = null;
  private nowMs = 0;
  private retryAtMs = 0;
  private connectDeadlineMs = 0;
  private lastHeardMs = 0;
  private lastSentMs = 0;
  private liveSinceMs = 0;
  private isReadOnly = false;
  private readonly search = new ReadWriteSearch();
  /** A request was answered on this connection. */
  private hasAnswered = false;

  private sessionId: SessionId = NO_SESSION;
  /** Only a quorum makes sessions that other members know: one of a member that only reads ends with its connection. */
  private sessionIsKnown = false;
  private password = new Uint8Array(PASSWORD_BYTES);
  private grantedTimeoutMs = 0;
  lastZxidSeen: Zxid = ZERO_ZXID;
  private lastXid = 0;
  private restoring = 0;

  private closeRequest: R | null = null;

  constructor(hosts: HostList, limits: MachineLimits) {
    this.hosts = hosts;
    this.limits = limits;
    this.splitter = new FrameSplitter(limits.maxReplyBytes);
    this.queues = new RequestQueues((request) => this.outbox?.deliveries.push(request));
  }

  /** Requests not yet answered. */
  get outstanding(): number {
    return this.queues.outstanding;
  }

  step(input: MachineInput<R>, outbox: MachineOutbox<R>): void {
    this.outbox = outbox;
    switch (input.type) {
      case 'request':
        this.submit(input);
        break;
      case 'received':
        this.received(input.bytes);
        break;
      case 'tick':
        this.tick(input.nowMs);
        break;
      case 'start':
        this.start();
        break;
      case 'connectionUp':
        this.greet();
        break;
      case 'connectionDown':
        if (this.phase !== 'over') this.drop(input.cause, false);
        break;
      case 'addAuth':
        this.addAuth(input.request);
        break;
      case 'abandon':
        input.request.phase = 'settled';
        break;
      case 'readWriteFound':
        this.moveTo(input.server);
        break;
      case 'forgetWatch':
        this.watches.remove(input.kind, input.path, input.watcher);
        break;
      case 'close':
        this.close(input.request);
        break;
    }
  }

  private start(): void {
    if (this.phase !== 'idle') return;
    this.publish({ name: 'connecting', cause: null });
    this.dial();
  }

  // Requests

  private submit(request: R): void {
    const { queues } = this;
    if (queues.outstanding >= this.limits.maxOutstanding) queues.compact();
    if (this.final !== null || this.phase === 'closing') {
      queues.settle(request, FINAL_ERROR[this.final ?? 'closed']);
    } else if (queues.outstanding >= this.limits.maxOutstanding) {
      queues.settle(request, ErrorCode.throttledOp);
    } else {
      queues.noteDeadline(request);
      if (this.phase === 'live') {
        this.send(request);
      } else {
        request.phase = 'queued';
        queues.queued.push(request);
      }
    }
  }

  private send(request: R): void {
    const xid = this.lastXid === MAX_XID ? 1 : this.lastXid + 1;
    const err = writeRequest(this.outgoing, request, xid, this.limits.maxRequestBytes);
    if (err !== ErrorCode.ok) {
      this.queues.settle(request, err);
      return;
    }
    this.lastXid = xid;
    request.xid = xid;
    request.phase = 'sent';
    request.body = null;
    this.lastSentMs = this.nowMs;
    this.queues.inFlight.push(request);
  }

  private addAuth(request: R): void {
    if (this.final !== null || this.phase === 'closing') {
      this.queues.settle(request, FINAL_ERROR[this.final ?? 'closed']);
      return;
    }
    this.queues.auths.push(request);
    this.queues.noteDeadline(request);
    if (this.phase === 'live') this.sendAuth(request);
  }

  private sendAuth(request: R): void {
    const err = writeRequest(this.outgoing, request, Xid.auth, this.limits.maxRequestBytes);
    if (err !== ErrorCode.ok) {
      this.queues.settle(request, err);
      return;
    }
    request.xid = Xid.auth;
    this.lastSentMs = this.nowMs;
    this.queues.authInFlight.push(request);
  }

  private close(request: R): void {
    if (this.phase === 'live' && this.closeRequest === null) {
      this.closeRequest = request;
      this.send(request);
      this.phase = 'closing';
      return;
    }
    if (this.phase !== 'over' && this.phase !== 'closing') this.finish('closed', 'closed by the caller');
    this.queues.settle(request, ErrorCode.ok);
  }

  // The connection

  private dial(): void {
    this.server = this.hosts.take();
    this.phase = 'dialling';
    const share = this.limits.sessionTimeoutMs / Math.max(this.hosts.size, MIN_DIALS);
    this.connectDeadlineMs = this.nowMs + Math.max(share, STABLE_MS);
    if (this.outbox !== null) this.outbox.dial = this.server;
  }

  private greet(): void {
    if (this.phase !== 'dialling') return;
    this.phase = 'greeting';
    this.splitter.reset();
    writeGreeting(this.outgoing.reset(), {
      lastZxidSeen: this.lastZxidSeen,
      timeoutMs: this.limits.sessionTimeoutMs,
      sessionId: this.sessionIsKnown ? this.sessionId : NO_SESSION,
      password: this.sessionIsKnown ? this.password : new Uint8Array(PASSWORD_BYTES),
      acceptReadOnly: this.limits.acceptReadOnly,
    });
    this.lastHeardMs = this.nowMs;
    this.lastSentMs = this.nowMs;
  }

  /** Leaves the connection (hanging up when it still stands) and goes to the next server. */
  private drop(cause: string, hangUp: boolean): void {
    if (this.phase === 'idle' || this.phase === 'waiting') return;
    if (this.phase === 'closing') {
      this.finish('closed', cause);
      return;
    }
    const wasLive = this.phase === 'live';
    if (!wasLive) this.hasAnswered = false;
    const stable = wasLive && this.nowMs - this.liveSinceMs >= STABLE_MS;
    if (hangUp && this.outbox !== null) this.outbox.hangUp = cause;
    this.phase = 'waiting';
    this.splitter.reset();
    this.outgoing.reset();
    this.restoring = 0;
    const had = this.sessionId !== NO_SESSION;
    this.publish(had ? { name: 'disconnected', cause } : { name: 'connecting', cause });
    this.queues.lose();
    // A server that answers is no bad one, however short its life: what counts against it before is forgotten.
    if (stable || this.hasAnswered) this.hosts.succeeded();
    const timeoutMs = this.grantedTimeoutMs || this.limits.sessionTimeoutMs;
    const waitMs = stable ? 0 : this.hosts.failed(timeoutMs * BACK_OFF_SHARE);
    this.retryAtMs = this.nowMs + waitMs;
    if (waitMs === 0) this.dial();
  }

  /** From a member that only reads to one with a quorum. */
  private moveTo(server: Endpoint): void {
    if (this.phase !== 'live' || !this.isReadOnly) return;
    this.hosts.prefer(server);
    this.drop(`${server.host}:${server.port} has a quorum`, true);
  }

  private finish(state: FinalState, cause: string): void {
    if (this.phase !== 'idle' && this.phase !== 'waiting' && this.outbox !== null) this.outbox.hangUp = cause;
    this.phase = 'over';
    this.final = state;
    this.outgoing.reset();
    this.splitter.reset();
    this.publish({ name: state });
    this.queues.end(FINAL_ERROR[state], this.closeRequest);
    const watchers = this.watches.all();
    this.watches.clear();
    this.notice(state, watchers);
  }

  private publish(state: ClientState): void {
    this.outbox?.deliveries.push({ type: 'state', state });
  }

  // Time

  private tick(nowMs: number): void {
    const gap = nowMs - this.nowMs;
    this.nowMs = nowMs;
    const stalledMs = gap > STALL_MS ? gap : 0;
    this.lastHeardMs += stalledMs;
    this.connectDeadlineMs += stalledMs;
    if (this.phase === 'waiting') {
      if (nowMs >= this.retryAtMs) this.dial();
    } else if (this.phase === 'dialling' || this.phase === 'greeting') {
      if (nowMs >= this.connectDeadlineMs) this.drop(`no answer from ${this.serverName()}`, true);
    } else if (this.phase === 'live' || this.phase === 'closing') {
      this.keepAlive(nowMs);
    }
    if (this.phase === 'closing' && nowMs >= (this.closeRequest?.deadlineAtMs ?? Infinity)) {
      this.finish('closed', 'the server did not answer the close in time');
    }
    this.queues.expire(nowMs);
  }

  /** Silence for two thirds of the timeout ends the connection; a third without sending asks for a ping. */
  private keepAlive(nowMs: number): void {
    const silentMs = nowMs - this.lastHeardMs;
    if (silentMs >= (this.grantedTimeoutMs * 2) / 3) {
      this.drop(`${this.serverName()} was silent for ${Math.round(silentMs)} ms`, true);
      return;
    }
    if (this.isReadOnly && this.search.isDue(nowMs) && this.outbox !== null)
      this.outbox.probe = this.hosts.other();
    const pingAfterMs = Math.min(this.grantedTimeoutMs / 3, LONGEST_PING_INTERVAL_MS);
    if (this.phase === 'live' && nowMs - this.lastSentMs >= pingAfterMs) {
      writePing(this.outgoing);
      this.lastSentMs = nowMs;
    }
  }

  // What the server says

  private received(bytes: Uint8Array): void {
    if (this.phase !== 'greeting' && this.phase !== 'live' && this.phase !== 'closing') return;
    this.lastHeardMs = this.nowMs;
    try {
      this.splitter.push(bytes, this.onFrame);
    } catch (error) {
      if (!(error instanceof JuteError)) throw error;
      this.drop(`${this.serverName()} does not speak ZooKeeper's protocol: ${error.message}`, true);
    }
  }

  private readonly onFrame = (bytes: Uint8Array, start: number, end: number): boolean => {
    const reader = this.reader.reset(bytes, start, end);
    if (this.phase === 'greeting') this.greeted(reader);
    else this.replied(reader);
    return this.phase === 'live' || this.phase === 'closing';
  };

  private greeted(reader: ByteReader): void {
    const response = connectResponse.read(reader);
    const readOnly = reader.remaining() > 0 && reader.bool();
    const had = this.sessionIsKnown;
    if (response.timeoutMs <= 0) {
      if (!had) throw new JuteError('malformed', 'a new session was refused', reader.offset);
      this.finish('expired', 'the session has expired');
      return;
    }
    if (had && response.sessionId !== this.sessionId) {
      throw new JuteError('malformed', 'a session that nobody asked for', reader.offset);
    }
    this.sessionId = response.sessionId;
    this.sessionIsKnown ||= !readOnly;
    this.password = Uint8Array.from(response.password ?? []);
    this.grantedTimeoutMs = response.timeoutMs;
    this.phase = 'live';
    this.isReadOnly = readOnly;
    this.search.begin(this.nowMs);
    this.liveSinceMs = this.nowMs;
    this.hasAnswered = false;
    this.publish({
      name: readOnly ? 'read-only' : 'connected',
      sessionId: hex64(response.sessionId),
      timeoutMs: response.timeoutMs,
      server: this.server as Endpoint,
      reattached: had,
    });
    for (const request of this.queues.auths) this.sendAuth(request);
    const chunks = restoreRequests(this.watches, this.lastZxidSeen);
    for (const chunk of chunks) writeRestore(this.outgoing, chunk);
    this.restoring = chunks.length;
    for (const request of this.queues.queued.drain()) if (request.phase === 'queued') this.send(request);
  }

  private replied(reader: ByteReader): void {
    const xid = reader.i32();
    const zxid = reader.i64() as Zxid;
    const err = reader.i32();
    if (xid > 0) {
      this.answered(reader, xid, zxid, err);
    } else if (xid === Xid.notification) {
      const event = watcherEvent.read(reader);
      const watchers = this.watches.fire(event.type, event.path);
      if (watchers.length === 0) return;
      const { type: eventType, path } = event;
      this.outbox?.deliveries.push({ type: 'watchEvent', eventType, path, zxid, watchers });
    } else if (xid === Xid.auth) {
      this.authAnswered(reader, err);
    } else if (xid === Xid.setWatches) {
      this.watchesRestored(reader, err);
    } else if (xid !== Xid.ping) {
      throw new JuteError('malformed', `a reply with xid ${xid}`, reader.offset);
    }
  }

  private answered(reader: ByteReader, xid: number, zxid: Zxid, err: number): void {
    const request = this.queues.inFlight.peek();
    if (request === undefined || request.xid !== xid) {
      const expected = request === undefined ? 'none' : `xid ${request.xid}`;
      throw new JuteError('malformed', `a reply with xid ${xid}, expected ${expected}`, reader.offset);
    }
    // Decoded before it leaves the queue: should the bytes be nonsense, it fails with the connection.
    if (err === ErrorCode.ok && request.shape.replyCodec !== null && request.phase === 'sent') {
      request.body = request.shape.replyCodec.read(reader);
    }
    this.queues.inFlight.shift();
    this.hasAnswered = true;
    if (zxid > this.lastZxidSeen) this.lastZxidSeen = zxid;
    if (request.watch !== null && request.phase === 'sent') this.watches.stands(request.watch, err);
    this.queues.settle(request, err);
    if (request === this.closeRequest) this.finish('closed', 'the session is closed');
  }

  private authAnswered(reader: ByteReader, err: number): void {
    const request = this.queues.authInFlight.shift();
    if (request === undefined) throw new JuteError('malformed', 'an auth reply to no request', reader.offset);
    this.queues.settle(request, err);
    if (err !== ErrorCode.ok) this.finish('auth-failed', 'the server refused the credentials');
  }

  private watchesRestored(reader: ByteReader, err: number): void {
    if (this.restoring === 0)
      throw new JuteError('malformed', 'a setWatches reply to no request', reader.offset);
    if (err !== ErrorCode.ok && err !== ErrorCode.unimplemented) {
      throw new JuteError('malformed', `a setWatches reply with code ${err}`, reader.offset);
    }
    this.restoring -= 1;
    // A server before 3.6, which ends the session's connection over it: the next one is asked with setWatches.
    if (err === ErrorCode.unimplemented) this.notice('unsupported', this.watches.takeLasting());
    else if (this.restoring === 0) this.notice('restored', this.watches.all(LASTING_KINDS));
  }

  private notice(notice: WatchNotice, watchers: readonly Watcher[]): void {
    if (watchers.length > 0) this.outbox?.deliveries.push({ type: 'watchNotice', notice, watchers });
  }

  private serverName(): string {
    return this.server === null ? 'the server' : `${this.server.host}:${this.server.port}`;
  }
}
