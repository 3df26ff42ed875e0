import {
  authPacket,
  type ByteReader,
  ByteWriter,
  connectRequest,
  ErrorCode,
  OpCode,
  replyHeader,
  type SessionId,
  watcherEvent,
  Xid,
  ZERO_ZXID,
  type Zxid,
} from '@vivarium/jute';
import type { Schedule } from '../clock/schedule.ts';
import { type Call, isRead, NONE } from '../history/call.ts';
import type { History, Operation, SessionRecord } from '../history/history.ts';
import type { Network } from '../links/network.ts';
import type { Wire } from '../links/wire.ts';
import type { Prng } from '../prng/prng.ts';
import { opCodeOf, readResult, writeCall } from './call-codec.ts';
import { FrameBuffer } from './frame-buffer.ts';
import { passwordOf } from './identity.ts';
import { WatchSet } from './watch-set.ts';

const NO_PASSWORD = new Uint8Array(16);
const BACK_OFF_US_MAX = 300_000;

export interface ClientOptions {
  readonly client: number;
  /** Server ids that it may connect to. */
  readonly members: readonly number[];
  readonly timeoutMs: number;
  /** Told of what a client must never see. */
  readonly protest: (invariant: 'I20' | 'I21', message: string) => void;
}

type State = 'idle' | 'dialling' | 'handshaking' | 'attached' | 'stopped';

/** A ZooKeeper client that speaks bytes: sessions, reconnects, pipelined requests, watches. */
export class SimClient {
  readonly id: number;
  private readonly options: ClientOptions;
  private readonly schedule: Schedule;
  private readonly network: Network;
  private readonly history: History;
  private readonly prng: Prng;
  private readonly writer = new ByteWriter();
  private readonly frames = new FrameBuffer();
  private readonly watches = new WatchSet();
  /** Sent and not answered yet, oldest first. */
  private waiting: Operation[] = [];
  private state: State = 'idle';
  private wire: Wire | null = null;
  private session: SessionRecord | null = null;
  private password = NO_PASSWORD;
  private timeoutMs = 0;
  private xid = 0;
  private member = 0;
  private lastSeen: Zxid = ZERO_ZXID;
  private heardUs = 0;
  private sentUs = 0;
  private isClosing = false;

  constructor(options: ClientOptions, schedule: Schedule, network: Network, history: History, prng: Prng) {
    this.id = options.client;
    this.options = options;
    this.schedule = schedule;
    this.network = network;
    this.history = history;
    this.prng = prng;
  }

  get isAttached(): boolean {
    return this.state === 'attached' && !this.isClosing;
  }

  isAttachedTo(member: number): boolean {
    return this.isAttached && this.member === member;
  }

  get outstanding(): number {
    return this.waiting.length;
  }

  /** Whether the answer to this may still come. */
  awaits(operation: Operation): boolean {
    return this.waiting.includes(operation);
  }

  get watchCount(): number {
    return this.watches.size;
  }

  get sessionId(): SessionId | null {
    return this.session?.id ?? null;
  }

  /** Whether bytes on this wire come from the connection that the client now has its session on. */
  speaksOn(wire: Wire): boolean {
    return this.wire === wire && this.state === 'attached';
  }

  start(): void {
    this.dial();
    this.beat();
  }

  /** The client's process ends without a word; a new one starts with nothing in memory. */
  crash(): void {
    this.drop('crash');
    this.forgetSession();
    this.retry();
  }

  /** Ends the session properly; the next one follows by itself. */
  closeSession(): void {
    if (!this.isAttached) return;
    this.send({ type: 'closeSession' });
    this.isClosing = true;
  }

  /** Sends a request; only while attached. */
  send(call: Call): Operation {
    const { session, wire, writer } = this;
    if (session === null || wire === null || !this.isAttached) throw new Error('not attached');
    const xid = ++this.xid;
    const operation = this.history.invoke({
      client: this.id,
      session: session.id,
      xid,
      call,
      member: this.member,
      invokedUs: this.schedule.nowUs,
    });
    this.waiting.push(operation);
    const start = writer.reset().skipI32();
    writer.i32(xid);
    writer.i32(opCodeOf(call));
    writeCall(writer, call, this.id);
    this.sendFrame(start);
    return operation;
  }

  private sendFrame(start: number): void {
    const { writer } = this;
    writer.putI32(start, writer.length - start - 4);
    this.sentUs = this.schedule.nowUs;
    this.wire?.send(0, writer.copy());
  }

  private dial(): void {
    this.state = 'dialling';
    this.member = this.prng.pick(this.options.members);
    const timeoutUs = 2_000_000;
    const wire = this.network.dial(`c${this.id}`, `m${this.member}`, 'client', timeoutUs, {
      opened: () => this.opened(wire),
      received: (bytes) => {
        if (this.wire === wire) this.received(bytes);
      },
      closed: (cause) => {
        if (this.wire !== wire) return;
        this.wire = null;
        this.drop(cause);
        this.retry();
      },
    });
    this.wire = wire;
  }

  private opened(wire: Wire): void {
    if (this.wire !== wire) return;
    this.state = 'handshaking';
    this.heardUs = this.schedule.nowUs;
    const { writer } = this;
    const start = writer.reset().skipI32();
    connectRequest.write(writer, {
      protocolVersion: 0,
      lastZxidSeen: this.lastSeen,
      timeoutMs: this.options.timeoutMs,
      sessionId: this.session?.id ?? (0n as SessionId),
      password: this.password,
    });
    writer.bool(false);
    this.sendFrame(start);
  }

  private received(bytes: Uint8Array): void {
    this.heardUs = this.schedule.nowUs;
    const { wire } = this;
    this.frames.push(bytes, (frame) => {
      if (this.wire !== wire) return;
      if (this.state === 'handshaking') this.handshaken(frame);
      else this.answered(frame);
    });
  }

  private handshaken(frame: ByteReader): void {
    frame.i32();
    const timeoutMs = frame.i32();
    const id = frame.i64Big() as SessionId;
    const password = frame.buffer();
    if (timeoutMs <= 0) {
      if (this.session !== null) this.session.isExpired = true;
      this.drop('expired');
      this.forgetSession();
      this.retry();
      return;
    }
    this.timeoutMs = timeoutMs;
    this.password = (password ?? NO_PASSWORD).slice();
    this.state = 'attached';
    if (this.session === null) this.session = this.openSession(id, timeoutMs);
    this.session.stream.push({ type: 'attached', zxid: this.lastSeen, member: this.member });
    this.authenticate();
    if (this.watches.size > 0) this.restoreWatches();
  }

  private openSession(id: SessionId, timeoutMs: number): SessionRecord {
    const nowUs = this.schedule.nowUs;
    if (this.history.sessions.has(id)) this.options.protest('I21', `session ${id} was given out twice`);
    // The member counts from when it heard of us, which is not before we asked.
    const session = {
      id,
      client: this.id,
      timeoutMs,
      openedUs: nowUs,
      touchedUs: this.sentUs,
      isExpired: false,
      stream: [],
    };
    this.history.sessions.set(id, session);
    return session;
  }

  private authenticate(): void {
    const { writer } = this;
    const start = writer.reset().skipI32();
    writer.i32(Xid.auth);
    writer.i32(OpCode.auth);
    authPacket.write(writer, {
      type: 0,
      scheme: 'digest',
      auth: new TextEncoder().encode(passwordOf(this.id)),
    });
    writer.putI32(start, writer.length - start - 4);
    this.wire?.sendWhole(0, writer.copy());
  }

  private restoreWatches(): void {
    const { writer } = this;
    const start = writer.reset().skipI32();
    writer.i32(Xid.setWatches);
    writer.i32(WatchSet.op);
    this.watches.writeRestoration(writer, this.lastSeen);
    this.sendFrame(start);
  }

  private answered(frame: ByteReader): void {
    const { xid, zxid, err } = replyHeader.read(frame);
    const stream = (this.session as SessionRecord).stream;
    if (xid === Xid.ping || xid === Xid.auth) return;
    if (xid === Xid.notification) {
      const event = watcherEvent.read(frame);
      this.watches.spend(event.type, event.path);
      stream.push({ type: 'event', event: event.type, path: event.path, zxid });
      return;
    }
    if (zxid < this.lastSeen && err !== ErrorCode.unimplemented) {
      this.options.protest('I20', `client ${this.id} saw zxid ${zxid} after ${this.lastSeen}`);
    }
    this.lastSeen = Math.max(this.lastSeen, zxid) as Zxid;
    if (xid === Xid.setWatches) {
      stream.push({ type: 'watchesRestored', zxid });
      return;
    }
    const operation = this.waiting.shift();
    if (operation === undefined || operation.xid !== xid) {
      this.options.protest('I21', `client ${this.id} got reply ${xid} instead of ${operation?.xid}`);
      return;
    }
    const result = err === ErrorCode.ok ? readResult(frame, operation.call) : NONE;
    operation.reply = { zxid, err, result };
    operation.returnedUs = this.schedule.nowUs;
    stream.push({ type: 'reply', operation, zxid });
    if (isRead(operation.call)) this.watches.confirm(operation.call, operation.reply);
    if (operation.call.type === 'addWatch' && err === ErrorCode.ok) this.watches.add(operation.call);
    if (operation.call.type === 'closeSession') {
      this.drop('session closed');
      this.forgetSession();
      this.retry();
    }
  }

  /** The connection is over; what was not answered never will be. */
  private drop(_cause: string): void {
    if (this.state === 'attached') this.session?.stream.push({ type: 'detached' });
    this.state = 'idle';
    this.waiting = [];
    this.isClosing = false;
    this.frames.clear();
    const { wire } = this;
    this.wire = null;
    wire?.close(0);
  }

  private forgetSession(): void {
    this.session = null;
    this.password = NO_PASSWORD;
    this.lastSeen = ZERO_ZXID;
    this.watches.clear();
    this.xid = 0;
  }

  private retry(): void {
    this.schedule.after(20_000 + this.prng.below(BACK_OFF_US_MAX), () => {
      if (this.state === 'idle') this.dial();
    });
  }

  /** Pings, and gives up a connection on which nothing came for two thirds of the timeout. */
  private beat(): void {
    if (this.state === 'stopped') return;
    const { nowUs } = this.schedule;
    const timeoutUs = (this.state === 'attached' ? this.timeoutMs : this.options.timeoutMs) * 1000;
    if (this.state === 'attached' || this.state === 'handshaking') {
      if (nowUs - this.heardUs > (timeoutUs * 2) / 3) {
        this.drop('silence');
        this.retry();
      } else if (this.state === 'attached' && nowUs - this.sentUs > timeoutUs / 3) {
        this.ping();
      }
    }
    this.schedule.after(200_000, () => this.beat());
  }

  private ping(): void {
    const { writer } = this;
    const start = writer.reset().skipI32();
    writer.i32(Xid.ping);
    writer.i32(OpCode.ping);
    this.sendFrame(start);
  }
}
