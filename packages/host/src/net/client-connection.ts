import type { Socket } from 'node:net';
import type { ConnectionId } from '@vivarium/engine';
import type { ByteWriter } from '@vivarium/jute';
import type { AcceptedClient } from './client-port.ts';

/** Unsent bytes above which the connection is not read any more until they have left. */
const UNSENT_PAUSE_BYTES = 256 * 1024;
/** Unsent bytes at which a client counts as one that does not read, and is cut off. */
export const UNSENT_MAX_BYTES = 64 * 1024 * 1024;

const NOTHING = new Uint8Array(0);

/** The socket side of one client: what was asked of it and what the kernel has not taken yet. */
export class ClientConnection {
  readonly id: ConnectionId;
  readonly socket: Socket;
  readonly address: string;
  readonly port: number;
  readonly secure: boolean;
  /** Set once: nothing more is read, the socket ends when its bytes have left. */
  closing = false;
  /** When `closing` was set, monotonic ms. */
  closingSinceMs = 0;
  /** The chunk that is being handled: `stmk` has its argument behind the word. */
  chunk: Uint8Array = NOTHING;
  private pausedByMember = false;
  private pausedByOutput = false;
  private awaitsDrain = false;

  constructor(id: ConnectionId, client: AcceptedClient) {
    this.id = id;
    this.socket = client.socket;
    this.address = client.address;
    this.port = client.port;
    this.secure = client.secure;
  }

  get reading(): boolean {
    return !this.pausedByMember && !this.pausedByOutput && !this.closing;
  }

  /**
   * Hands the bytes to the kernel.
   * @returns whether it took all of them, so that the writer's array may be used again
   */
  send(writer: ByteWriter): boolean {
    const { socket } = this;
    if (socket.destroyed || socket.writableEnded) return true;
    const { bytes, length } = writer;
    // A Buffer at once: of another array the stream would make one for itself.
    socket.write(Buffer.from(bytes.buffer, bytes.byteOffset, length));
    if (socket.writableLength === 0) return true;
    if (socket.writableLength > UNSENT_PAUSE_BYTES && !this.pausedByOutput) {
      this.pausedByOutput = true;
      socket.pause();
    }
    return false;
  }

  /** Sends text or bytes and ends the connection when they have left. */
  sendAndClose(bytes: string | Uint8Array, atMs: number): void {
    if (!this.socket.destroyed && !this.socket.writableEnded) this.socket.write(bytes);
    this.close(atMs);
  }

  /** True when the peer leaves more unread than any client may. */
  get overflowing(): boolean {
    return this.socket.writableLength > UNSENT_MAX_BYTES;
  }

  /** Reads on when nothing is unsent any more. */
  drained(): void {
    if (!this.pausedByOutput || this.awaitsDrain) return;
    this.pausedByOutput = false;
    this.resumeIfWanted();
  }

  /** Stops reading and calls back, in a later turn, when all that was sent so far has left. */
  whenDrained(then: () => void): void {
    this.pausedByOutput = true;
    this.awaitsDrain = true;
    this.socket.pause();
    // Writes end in their order, so the end of an empty one is the end of those before it.
    this.socket.write(NOTHING, (error) => {
      if (error) return;
      setImmediate(() => {
        this.awaitsDrain = false;
        then();
      });
    });
  }

  pause(): void {
    this.pausedByMember = true;
    this.socket.pause();
  }

  resume(): void {
    this.pausedByMember = false;
    this.resumeIfWanted();
  }

  /** Ends the connection after what was written. Input that still comes is read and dropped. */
  close(atMs: number): void {
    if (this.closing) return;
    this.closing = true;
    this.closingSinceMs = atMs;
    this.socket.end();
    // Unread input would turn the end into a reset, and the peer could lose the last reply.
    this.socket.resume();
  }

  private resumeIfWanted(): void {
    if (!this.pausedByMember && !this.pausedByOutput) this.socket.resume();
  }
}
