import {
  ByteReader,
  ByteWriter,
  type Codec,
  connectRequest,
  OpCode,
  replyHeader,
  type SessionId,
  type Zxid,
} from '@vivarium/jute';
import {
  type ClientOrder,
  type ConnectionId,
  DataTree,
  type DiskOrder,
  type Instant,
  Member,
  type MemberConfig,
  type MemberInput,
  Outbox,
  readEntry,
  type TxnEntry,
} from '../../src/index.ts';

export const CONFIG: MemberConfig = {
  sid: 1,
  tickTimeMs: 2000,
  minSessionTimeoutMs: 4000,
  maxSessionTimeoutMs: 40_000,
  maxBufferBytes: 0xfffff,
  globalOutstandingLimit: 1000,
  snapCount: 100_000,
  snapSizeLimitBytes: 4 * 1024 ** 3,
  extendedTypesEnabled: true,
  enforceQuota: true,
  skipAcl: false,
  reconfigEnabled: false,
  readOnlyEnabled: false,
  containerCheckIntervalMs: 60_000,
  containerMaxPerMinute: 10_000,
  containerMaxNeverUsedIntervalMs: 0,
  superDigest: null,
  digestAlgorithm: 'SHA1',
  digestAuthEnabled: true,
  enforceAuthEnabled: false,
  enforceAuthSchemes: [],
};

export const START: Instant = { monotonicMs: 1_000_000, wallMs: 1_700_000_000_000 };

/** Without `at`, which the dialogue fills in. */
type Unstamped = MemberInput extends infer I ? (I extends MemberInput ? Omit<I, 'at'> : never) : never;

export interface Reply {
  readonly xid: number;
  readonly zxid: number;
  readonly err: number;
  readonly body: ByteReader;
}

/** A member, its clients and its disk, in one thread and without a clock: what happens is what a test says. */
export class Dialogue {
  readonly member: Pick<Member, keyof Member>;
  readonly outbox = new Outbox();
  readonly clientOrders: ClientOrder[] = [];
  readonly diskOrders: DiskOrder[] = [];
  readonly tree: DataTree;
  at: Instant = START;
  /** While false, nothing becomes durable until `flush`. */
  flushing = true;
  private readonly received = new Map<ConnectionId, number[]>();
  private unflushed: Zxid | null = null;

  constructor(
    config: Partial<MemberConfig> = {},
    sessions: ReadonlyMap<SessionId, number> = new Map(),
    tree = new DataTree(),
    member: Pick<Member, keyof Member> | null = null,
  ) {
    this.tree = tree;
    const recovered = { tree, sessions, lastZxid: tree.lastProcessedZxid };
    this.member = member ?? new Member({ ...CONFIG, ...config }, recovered, 1);
  }

  step(input: Unstamped): void {
    this.member.step({ ...input, at: this.at } as MemberInput, this.outbox);
    this.collect();
    if (this.flushing) this.flush();
  }

  /** The disk is done with everything so far. */
  flush(): void {
    while (this.unflushed !== null) {
      const zxid = this.unflushed;
      this.unflushed = null;
      this.member.step({ type: 'flushed', at: this.at, zxid }, this.outbox);
      this.collect();
    }
  }

  advance(ms: number): void {
    this.at = { monotonicMs: this.at.monotonicMs + ms, wallMs: this.at.wallMs + ms };
    this.step({ type: 'tick' });
  }

  open(connection: ConnectionId, address = '127.0.0.1', secure = false): Client {
    this.step({
      type: 'clientConnected',
      connection,
      origin: { address, port: 40_000 + connection, secure },
    });
    return new Client(this, connection);
  }

  /** A connection with a new session. */
  client(connection: ConnectionId, address?: string): Client {
    this.open(connection, address);
    return this.attach(connection);
  }

  /** Opens a session on a connection that is there. */
  attach(connection: ConnectionId): Client {
    const client = new Client(this, connection);
    client.handshake();
    client.accept();
    return client;
  }

  /** Takes what was sent to a connection since the last look. */
  take(connection: ConnectionId): Uint8Array {
    const bytes = Uint8Array.from(this.received.get(connection) ?? []);
    this.received.delete(connection);
    return bytes;
  }

  closeCause(connection: ConnectionId): string | undefined {
    for (const order of this.clientOrders) {
      if (order.type === 'close' && order.connection === connection) return order.cause;
    }
    return undefined;
  }

  /** The log so far. */
  entries(): TxnEntry[] {
    const entries: TxnEntry[] = [];
    for (const order of this.diskOrders) {
      if (order.type !== 'append') continue;
      const reader = new ByteReader(order.records.view());
      while (reader.remaining() > 0) {
        reader.i64();
        entries.push(readEntry(new ByteReader((reader.buffer() as Uint8Array).slice())));
        reader.u8();
      }
    }
    return entries;
  }

  private collect(): void {
    const { outbox } = this;
    for (const [connection, writer] of outbox.replies) {
      const earlier = this.received.get(connection) ?? [];
      for (const byte of writer.view()) earlier.push(byte);
      this.received.set(connection, earlier);
      outbox.recycle(writer);
    }
    outbox.replies.clear();
    this.clientOrders.push(...outbox.clientOrders.splice(0));
    for (const order of outbox.diskOrders.splice(0)) {
      this.diskOrders.push(order);
      if (order.type === 'append') this.unflushed = order.lastZxid;
    }
  }
}

export function frame(payload: Uint8Array): Uint8Array {
  const writer = new ByteWriter(payload.length + 4);
  writer.buffer(payload);
  return writer.copy();
}

export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new ByteWriter();
  codec.write(writer, value);
  return writer.copy();
}

/** A client as its bytes. */
export class Client {
  readonly dialogue: Dialogue;
  readonly connection: ConnectionId;
  sessionId = 0n as SessionId;
  password: Uint8Array = new Uint8Array(16);
  timeoutMs = 0;
  private xid = 0;

  constructor(dialogue: Dialogue, connection: ConnectionId) {
    this.dialogue = dialogue;
    this.connection = connection;
  }

  send(bytes: Uint8Array): void {
    this.dialogue.step({ type: 'clientBytes', connection: this.connection, bytes });
  }

  handshake(
    fields: Partial<{
      lastZxidSeen: number;
      timeoutMs: number;
      sessionId: SessionId;
      password: Uint8Array;
      readOnly: boolean | null;
    }> = {},
  ): void {
    const writer = new ByteWriter();
    connectRequest.write(writer, {
      protocolVersion: 0,
      lastZxidSeen: fields.lastZxidSeen ?? 0,
      timeoutMs: fields.timeoutMs ?? 10_000,
      sessionId: fields.sessionId ?? (0n as SessionId),
      password: fields.password ?? new Uint8Array(16),
    });
    if (fields.readOnly !== null) writer.bool(fields.readOnly ?? false);
    this.send(frame(writer.copy()));
  }

  /** Reads the ConnectResponse. */
  accept(): ByteReader {
    const bytes = this.dialogue.take(this.connection);
    const reader = new ByteReader(bytes);
    const length = reader.i32();
    if (length !== bytes.length - 4)
      throw new Error(`a ConnectResponse of ${length} in ${bytes.length} bytes`);
    reader.i32();
    this.timeoutMs = reader.i32();
    this.sessionId = reader.i64Big() as SessionId;
    this.password = (reader.buffer() as Uint8Array).slice();
    return reader;
  }

  request<T>(op: number, codec?: Codec<T>, body?: T, xid = ++this.xid): Uint8Array {
    const writer = new ByteWriter();
    writer.i32(xid);
    writer.i32(op);
    if (codec !== undefined) codec.write(writer, body as T);
    return frame(writer.copy());
  }

  /** Sends a request and returns whatever frames came back. */
  ask<T>(op: number, codec?: Codec<T>, body?: T, xid?: number): Reply[] {
    this.send(this.request(op, codec, body, xid));
    return this.replies();
  }

  /** Sends a request to which one frame comes back. */
  call<T>(op: number, codec?: Codec<T>, body?: T, xid?: number): Reply {
    const replies = this.ask(op, codec, body, xid);
    if (replies.length !== 1) throw new Error(`${replies.length} frames for operation ${op}`);
    return replies[0] as Reply;
  }

  replies(): Reply[] {
    const bytes = this.dialogue.take(this.connection);
    const replies: Reply[] = [];
    for (let at = 0; at < bytes.length; ) {
      const reader = new ByteReader(bytes, at);
      const length = reader.i32();
      const body = new ByteReader(bytes, at + 4, at + 4 + length);
      replies.push({ ...replyHeader.read(body), body });
      at += 4 + length;
    }
    return replies;
  }

  close(): Reply {
    return this.call(OpCode.closeSession);
  }
}
