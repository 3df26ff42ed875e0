import { connect, type Socket } from 'node:net';
import { ByteWriter, connectRequest, NO_SESSION, PASSWORD_BYTES } from '@vivarium/jute';

const ANSWER_TIMEOUT_MS = 10_000;

/** A bare connection to a client port: frames out, frames in, and whether the server has closed it. */
export class Connection {
  closed = false;
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);
  readonly #frames: Buffer[] = [];
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    const gone = () => {
      this.closed = true;
      this.#wake?.();
    };
    socket.on('close', gone);
    socket.on('end', gone);
    // A reset is a close like any other: what was read before it counts.
    socket.on('error', gone);
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  /** A connection with a new session. */
  static async openSession(port: number): Promise<Connection> {
    const connection = await Connection.open(port);
    const request = new ByteWriter();
    connectRequest.write(request, {
      protocolVersion: 0,
      lastZxidSeen: 0,
      timeoutMs: 40_000,
      sessionId: NO_SESSION,
      password: new Uint8Array(PASSWORD_BYTES),
    });
    request.bool(false);
    connection.send(frame(request.view()));
    await connection.next();
    return connection;
  }

  #receive(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length >= 4) {
      const end = 4 + this.#pending.readInt32BE(0);
      if (this.#pending.length < end) break;
      this.#frames.push(this.#pending.subarray(4, end));
      this.#pending = this.#pending.subarray(end);
    }
    this.#wake?.();
  }

  /** Sends bytes as they are. */
  send(bytes: Uint8Array): void {
    if (!this.closed) this.#socket.write(bytes);
  }

  /** Sends bytes and resolves once the kernel has them, or the connection is gone. */
  sent(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.closed) resolve();
      else this.#socket.write(bytes, () => resolve());
    });
  }

  /** The next frame, or null once the server has closed. Rejects when neither comes in time. */
  async next(): Promise<Buffer | null> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      if (this.closed) return null;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`no frame and no close in ${ANSWER_TIMEOUT_MS} ms`)),
          ANSWER_TIMEOUT_MS,
        );
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  destroy(): void {
    this.#socket.destroy();
    this.closed = true;
  }
}

/** A frame: length, then the parts. */
export function frame(...parts: readonly Uint8Array[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(parts.reduce((sum, part) => sum + part.length, 0));
  return Buffer.concat([length, ...parts]);
}
