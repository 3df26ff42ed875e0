import { connect, type Socket } from 'node:net';
import { ByteWriter, connectRequest, NO_SESSION } from '@vivarium/jute';
import type { Histogram } from './histogram.ts';
import type { RequestSource } from './requests.ts';

const SESSION_TIMEOUT_MS = 40_000;
const EVENT_XID = -1;
const REPLY_HEADER_BYTES = 16;

/** Asks for a new session. */
export const CONNECT_FRAME: Uint8Array = (() => {
  const writer = new ByteWriter();
  writer.skipI32();
  connectRequest.write(writer, {
    protocolVersion: 0,
    lastZxidSeen: 0,
    timeoutMs: SESSION_TIMEOUT_MS,
    sessionId: NO_SESSION,
    password: new Uint8Array(16),
  });
  writer.bool(false);
  writer.putI32(0, writer.length - 4);
  return Buffer.from(writer.copy());
})();

function int(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

/**
 * One session that keeps requests in flight. Of each reply the xid (they come in order) and the error are checked;
 * the rest is counted, not decoded, so that the generator is not what is measured.
 */
export class LoadConnection {
  /** Replies so far. */
  replies = 0;
  events = 0;
  /** When set, each reply is followed by the next request. */
  source: RequestSource | null = null;
  histogram: Histogram | null = null;
  /** Called once with the reason when the connection cannot go on. */
  onFailure: (reason: string) => void = () => undefined;
  onIdle: () => void = () => undefined;
  onEvent: () => void = () => undefined;
  readonly #socket: Socket;
  readonly #sentAt: Float64Array;
  #pending: Uint8Array = new Uint8Array(0);
  #sent = 0;
  #ended = false;

  private constructor(socket: Socket, window: number) {
    this.#socket = socket;
    this.#sentAt = new Float64Array(window);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(error.message));
    socket.on('close', () => this.#fail('closed by the server'));
  }

  /** Opens a session; at most `window` requests may be in flight. */
  static open(port: number, window: number): Promise<LoadConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('closed while connecting')));
      socket.once('connect', () => socket.write(CONNECT_FRAME));
      socket.once('data', (answer) => {
        socket.removeAllListeners();
        if (answer.length < 41 || int(answer, 8) <= 0) reject(new Error('session refused'));
        else resolve(new LoadConnection(socket, window));
      });
    });
  }

  get inFlight(): number {
    return this.#sent - this.replies;
  }

  #fail(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.onFailure(reason);
  }

  /** Sends `count` requests of the source in one write. */
  send(count: number, source: RequestSource): void {
    const frames: Uint8Array[] = [];
    let length = 0;
    const now = performance.now();
    for (let i = 0; i < count; i++) {
      const frame = source();
      frames.push(frame);
      length += frame.length;
      this.#sentAt[(this.#sent + i) % this.#sentAt.length] = now;
    }
    const out = Buffer.allocUnsafe(length);
    let at = 0;
    for (const frame of frames) {
      out.set(frame, at);
      out.writeInt32BE(++this.#sent, at + 4);
      at += frame.length;
    }
    this.#socket.write(out);
  }

  #receive(chunk: Uint8Array): void {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const before = this.replies;
    const now = performance.now();
    let at = 0;
    while (bytes.length - at >= 4) {
      const end = at + 4 + int(bytes, at);
      if (end > bytes.length) break;
      this.#reply(bytes, at + 4, now);
      at = end;
    }
    this.#pending = bytes.subarray(at);
    const answered = this.replies - before;
    if (answered === 0) return;
    if (this.source !== null) this.send(answered, this.source);
    else if (this.inFlight === 0) this.onIdle();
  }

  #reply(bytes: Uint8Array, at: number, now: number): void {
    const xid = int(bytes, at);
    if (xid === EVENT_XID) {
      this.events++;
      this.onEvent();
      return;
    }
    const err = int(bytes, at + REPLY_HEADER_BYTES - 4);
    const expected = ++this.replies;
    if (xid !== expected || err !== 0) this.#fail(`reply ${xid} with error ${err} where ${expected} was due`);
    this.histogram?.note(now - (this.#sentAt[(xid - 1) % this.#sentAt.length] as number));
  }

  /** Sends one request and resolves when its reply has come. */
  ask(frame: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.onFailure = (reason) => reject(new Error(reason));
      this.onIdle = resolve;
      this.send(1, () => frame);
    });
  }

  /** Resolves when nothing is in flight. */
  idle(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.onFailure = (reason) => reject(new Error(reason));
      this.onIdle = resolve;
      if (this.inFlight === 0) resolve();
    });
  }

  /** Closes the socket without closing the session. */
  destroy(): void {
    this.#ended = true;
    this.#socket.destroy();
  }
}
