import { connect, type Socket } from 'node:net';

/** A reply as it came; `body` starts after the reply header. */
export interface RawReply {
  readonly zxid: bigint;
  readonly error: number;
  readonly body: Buffer;
}

/** What a read reply says of a node, and the last transaction that the server had applied by then. */
export interface RawRead {
  readonly zxid: bigint;
  readonly data: string;
  readonly version: number;
  readonly mzxid: bigint;
}

/** What a client must know to come back as the same session. */
export interface RawResume {
  readonly sessionId: bigint;
  readonly password: Buffer;
  readonly lastZxid: bigint;
}

type Settle = (reply: RawReply | undefined) => void;

const openToWorld = Buffer.concat([int(1), int(31), text('world'), text('anyone')]);

/**
 * A session spoken byte by byte, with no code of ours below it: the judge must not share the accused's codec. Requests
 * are pipelined; each resolves with its reply, or with undefined when the connection ended first and nobody knows.
 */
export class RawSession {
  readonly #socket: Socket;
  readonly #pending: Settle[] = [];
  #received: Buffer = Buffer.alloc(0);
  #xid = 0;
  #ended = false;
  /** Zero when the server says that the session to be resumed is over. */
  sessionId = 0n;
  password: Buffer = Buffer.alloc(16);
  /** As the server negotiated it. */
  timeoutMs = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#accept(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended = true;
      for (const settle of this.#pending.splice(0)) settle(undefined);
    });
  }

  /**
   * Connects to a loopback port and opens a new session, or resumes one. Rejects when there is no answer. A server that
   * then says nothing for `silenceMs` loses the connection.
   */
  static async open(
    port: number,
    timeoutMs = 10_000,
    resume?: RawResume,
    silenceMs = 0,
  ): Promise<RawSession> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.setTimeout(silenceMs, () => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('no connection')));
    });
    const session = new RawSession(socket);
    const { sessionId, password, lastZxid } = resume ?? {
      sessionId: 0n,
      password: session.password,
      lastZxid: 0n,
    };
    const identity = [long(sessionId), int(password.length), password, Buffer.of(0)];
    const answer = await session.#send(Buffer.concat([int(0), long(lastZxid), int(timeoutMs), ...identity]));
    if (answer === undefined) throw new Error('the connection ended before the session was opened');
    session.timeoutMs = answer.body.readInt32BE(4);
    session.sessionId = answer.body.readBigInt64BE(8);
    session.password = Buffer.from(answer.body.subarray(20, 20 + answer.body.readInt32BE(16)));
    return session;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Flags: 0 persistent, 1 ephemeral, 2 sequential. */
  create(path: string, data: string, flags = 0): Promise<RawReply | undefined> {
    return this.#request(1, Buffer.concat([text(path), text(data), openToWorld, int(flags)]));
  }

  setData(path: string, data: string, version = -1): Promise<RawReply | undefined> {
    return this.#request(5, Buffer.concat([text(path), text(data), int(version)]));
  }

  sync(path: string): Promise<RawReply | undefined> {
    return this.#request(9, text(path));
  }

  /** The reply to a read of the node; `parseRead` takes it apart. */
  read(path: string): Promise<RawReply | undefined> {
    return this.#request(4, Buffer.concat([text(path), Buffer.of(0)]));
  }

  /** The node's data and version; undefined when it is not there. Throws when the connection ended. */
  async getData(path: string): Promise<{ data: string; version: number } | undefined> {
    const reply = await this.read(path);
    if (reply === undefined) throw new Error(`${path}: the connection ended`);
    if (reply.error === -101) return undefined;
    if (reply.error !== 0) throw new Error(`${path}: error ${reply.error}`);
    return parseRead(reply);
  }

  /** Ends the connection without closing the session. */
  abandon(): void {
    this.#socket.destroy();
  }

  #request(type: number, body: Buffer): Promise<RawReply | undefined> {
    this.#xid += 1;
    return this.#send(Buffer.concat([int(this.#xid), int(type), body]));
  }

  #send(frame: Buffer): Promise<RawReply | undefined> {
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#pending.push(resolve);
      this.#socket.write(Buffer.concat([int(frame.length), frame]));
    });
  }

  #accept(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    let at = 0;
    while (this.#received.length - at >= 4) {
      const end = at + 4 + this.#received.readInt32BE(at);
      if (this.#received.length < end) break;
      this.#deliver(this.#received.subarray(at + 4, end));
      at = end;
    }
    this.#received = this.#received.subarray(at);
  }

  #deliver(frame: Buffer): void {
    // The connect request is answered without a header. An xid of -1 is a watch event, which no request waits for.
    if (this.#xid > 0 && frame.readInt32BE(0) < 0) return;
    const settle = this.#pending.shift();
    if (settle === undefined) throw new Error('a reply to nothing');
    // The answer to the connect request has no header, and nothing in it is needed here.
    if (this.#xid === 0) settle({ zxid: 0n, error: 0, body: frame });
    else settle({ zxid: frame.readBigInt64BE(4), error: frame.readInt32BE(12), body: frame.subarray(16) });
  }
}

/** Takes apart the successful reply to a read. */
export function parseRead(reply: RawReply): RawRead {
  const end = 4 + Math.max(0, reply.body.readInt32BE(0));
  const { version, mzxid } = parseStat(reply.body.subarray(end));
  return { zxid: reply.zxid, data: reply.body.toString('utf8', 4, end), version, mzxid };
}

/** A stat starts with czxid, mzxid, ctime and mtime of eight bytes each; the version follows. */
export function parseStat(stat: Buffer): { version: number; mzxid: bigint } {
  return { version: stat.readInt32BE(32), mzxid: stat.readBigInt64BE(8) };
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([int(bytes.length), bytes]);
}
