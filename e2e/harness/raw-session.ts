import { connect, type Socket } from 'node:net';

/** A reply as it came; `body` starts after the reply header. */
export interface RawReply {
  readonly zxid: bigint;
  readonly error: number;
  readonly body: Buffer;
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

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#accept(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended = true;
      for (const settle of this.#pending.splice(0)) settle(undefined);
    });
  }

  /** Connects to a loopback port and opens a new session. Rejects when there is no answer. */
  static async open(port: number, timeoutMs = 10_000): Promise<RawSession> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const session = new RawSession(socket);
    const hello = Buffer.concat([int(0), long(0n), int(timeoutMs), long(0n), int(16), Buffer.alloc(17)]);
    const answered = session.#send(hello);
    if ((await answered) === undefined) throw new Error('the connection ended before the session was opened');
    return session;
  }

  get ended(): boolean {
    return this.#ended;
  }

  create(path: string, data: string): Promise<RawReply | undefined> {
    return this.#request(1, Buffer.concat([text(path), text(data), openToWorld, int(0)]));
  }

  setData(path: string, data: string): Promise<RawReply | undefined> {
    return this.#request(5, Buffer.concat([text(path), text(data), int(-1)]));
  }

  /** The node's data and version; undefined when it is not there. Throws when the connection ended. */
  async getData(path: string): Promise<{ data: string; version: number } | undefined> {
    const reply = await this.#request(4, Buffer.concat([text(path), Buffer.of(0)]));
    if (reply === undefined) throw new Error(`${path}: the connection ended`);
    if (reply.error === -101) return undefined;
    if (reply.error !== 0) throw new Error(`${path}: error ${reply.error}`);
    const length = reply.body.readInt32BE(0);
    const end = 4 + Math.max(0, length);
    // A stat starts with czxid, mzxid, ctime and mtime of eight bytes each; the version follows.
    return { data: reply.body.toString('utf8', 4, end), version: reply.body.readInt32BE(end + 32) };
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
    const settle = this.#pending.shift();
    if (settle === undefined) throw new Error('a reply to nothing');
    // The answer to the connect request has no header, and nothing in it is needed here.
    if (this.#xid === 0) settle({ zxid: 0n, error: 0, body: frame });
    else settle({ zxid: frame.readBigInt64BE(4), error: frame.readInt32BE(12), body: frame.subarray(16) });
  }
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
