import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Endpoint } from './machine/host-list.ts';

/** How long one of several addresses of a name may take before the next one is tried. */
const ADDRESS_TIMEOUT_MS = 1_000;

export interface ConnectionListener {
  up(): void;
  /** The bytes are valid during the call only. */
  received(bytes: Uint8Array): void;
  down(cause: string): void;
}

/** One TCP or TLS connection. After `hangUp` or `down` its listener hears nothing more. */
export class Connection {
  private readonly socket: Socket;
  private listener: ConnectionListener | null;
  private failure: string | null = null;

  constructor(
    server: Endpoint,
    tls: ConnectionOptions | null,
    lookup: LookupFunction,
    listener: ConnectionListener,
  ) {
    this.listener = listener;
    const autoSelectFamilyAttemptTimeout = ADDRESS_TIMEOUT_MS;
    const where = { ...server, lookup, autoSelectFamily: true, autoSelectFamilyAttemptTimeout };
    this.socket =
      tls === null
        ? connectTcp({ ...where, noDelay: true })
        : // A certificate is for a name: an address is not sent as one.
          connectTls({
            ...(/[^0-9.]/.test(server.host) && !server.host.includes(':') ? { servername: server.host } : {}),
            ...where,
            ...tls,
          });
    if (tls !== null) this.socket.setNoDelay(true);
    this.socket.on(tls === null ? 'connect' : 'secureConnect', () => this.listener?.up());
    this.socket.on('data', (chunk: Buffer) => {
      // A plain view: slices of a Buffer are Buffers, which cost several times as much to make.
      this.listener?.received(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    });
    this.socket.on('error', (error: Error) => {
      this.failure = wordsOf(error);
    });
    this.socket.on('close', () =>
      this.end(this.failure ?? `${server.host}:${server.port} closed the connection`),
    );
    this.socket.on('end', () => this.end(`${server.host}:${server.port} closed the connection`));
  }

  send(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  hangUp(): void {
    this.listener = null;
    // Not `destroySoon`: it would wait for a peer that does not read, or for a connection that never stands.
    this.socket.destroy();
  }

  private end(cause: string): void {
    const listener = this.listener;
    this.listener = null;
    this.socket.destroy();
    listener?.down(cause);
  }
}

/** A host with several addresses fails with one error per address and no words of its own. */
function wordsOf(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((each: Error) => each.message).join(', ');
  return error.message;
}
