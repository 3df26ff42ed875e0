import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Speaks the client protocol by hand: what a test wants to see is bytes, not what a client makes of them. */
export class RawClient {
  readonly socket: Socket;
  private readonly chunks: Buffer[] = [];
  private buffered = 0;
  private wake: () => void = () => {};
  private ended = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.buffered += chunk.length;
      this.wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.ended = true;
      this.wake();
    });
  }

  static async dial(port: number): Promise<RawClient> {
    const socket = connect({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Opens a session; resolves with the agreed timeout, ms. */
  async open(timeoutMs = 10_000): Promise<number> {
    const request = Buffer.alloc(45);
    request.writeInt32BE(timeoutMs, 12);
    request.writeInt32BE(16, 24);
    this.frame(request);
    const response = await this.next();
    if (response === null) throw new Error('closed instead of a session');
    return response.readInt32BE(4);
  }

  frame(body: Buffer): void {
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length);
    this.socket.write(Buffer.concat([length, body]));
  }

  /** A create of a persistent node open to the world; answers the error code of the reply. */
  async create(path: string, data: string | Buffer): Promise<number | null> {
    const acl = [int(1), int(31), text('world'), text('anyone')];
    this.frame(Buffer.concat([int(1), int(1), text(path), bytes(Buffer.from(data)), ...acl, int(0)]));
    const reply = await this.next();
    return reply === null ? null : reply.readInt32BE(12);
  }

  async sync(path: string): Promise<number | null> {
    this.frame(Buffer.concat([int(1), int(9), text(path)]));
    const reply = await this.next();
    return reply === null ? null : reply.readInt32BE(12);
  }

  /** The data of a node; null when there is no such node or the server closed. */
  async get(path: string): Promise<string | null> {
    this.socket.write(this.getRequest(path));
    const reply = await this.next();
    if (reply === null || reply.readInt32BE(12) !== 0) return null;
    return reply.subarray(20, 20 + reply.readInt32BE(16)).toString();
  }

  /** The frame of a getData. */
  getRequest(path: string): Buffer {
    return bytes(Buffer.concat([int(2), int(4), text(path), Buffer.from([0])]));
  }

  /** The next frame; null when the connection has ended instead. */
  async next(): Promise<Buffer | null> {
    for (;;) {
      const frame = this.wholeFrame();
      if (frame !== null) return frame;
      if (this.ended) return null;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private wholeFrame(): Buffer | null {
    if (this.buffered < 4) return null;
    if (this.chunks[0]!.length < 4) this.chunks.splice(0, this.chunks.length, Buffer.concat(this.chunks));
    const end = this.chunks[0]!.readInt32BE(0) + 4;
    if (this.buffered < end) return null;
    const all = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    this.chunks.splice(0, this.chunks.length, all.subarray(end));
    this.buffered -= end;
    return all.subarray(4, end);
  }

  close(): void {
    this.socket.destroy();
  }
}

function int(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([int(value.length), value]);
}

function text(value: string): Buffer {
  return bytes(Buffer.from(value));
}
