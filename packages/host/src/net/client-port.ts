import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { TlsConfig } from '../config/zoo-config.ts';
import type { Logger } from '../server/logger.ts';
import type { AcceptLimits } from './accept-limits.ts';
import { plainAddress } from './address.ts';
import { subjectOf } from './certificate-subject.ts';
import { loadTlsOptions } from './tls-options.ts';

/** A connection that passed the limits and, on the TLS port, the handshake. */
export interface AcceptedClient {
  readonly socket: Socket;
  readonly address: string;
  readonly port: number;
  readonly secure: boolean;
  readonly certificateSubject: string | null;
}

export interface ClientPortOptions {
  readonly host: string | null;
  readonly port: number;
  readonly backlog: number;
  readonly limits: AcceptLimits;
  readonly counters: ConnectionCounters;
  readonly logger: Logger;
  readonly accepted: (client: AcceptedClient) => void;
}

/** Since the start of the server. */
export interface ConnectionCounters {
  rejected: number;
  unsuccessfulHandshakes: number;
  handshakesExceeded: number;
  outstandingHandshakes: number;
}

export interface ClientPort {
  readonly port: number;
  /** Stops accepting and cuts off handshakes under way; connections that were accepted stay. */
  close(): void;
}

/** @throws the system's error, with `code` EADDRINUSE, EACCES, … */
export function openPlainPort(options: ClientPortOptions): Promise<ClientPort> {
  const server = createServer({ noDelay: true }, (socket) => {
    const origin = admit(socket, options);
    if (origin !== null) options.accepted({ socket, ...origin, secure: false, certificateSubject: null });
  });
  return listen(server, options);
}

/**
 * The TLS client port. Limits hold before the handshake, so that a flood of handshakes costs no more than a
 * flood of connections.
 *
 * @throws ConfigError when a store cannot be used, or the system's error
 */
export async function openTlsPort(options: ClientPortOptions, tls: TlsConfig): Promise<ClientPort> {
  const { counters, logger } = options;
  const shaking = new Map<string, Socket>();
  const handshakes = createTlsServer(loadTlsOptions(tls));
  const done = (socket: Socket) => shaking.delete(`${socket.remoteAddress}:${socket.remotePort}`);
  handshakes.on('secureConnection', (socket: TLSSocket) => {
    done(socket);
    counters.outstandingHandshakes = shaking.size;
    const address = plainAddress(socket.remoteAddress ?? '');
    const subject = subjectOf(socket.getPeerX509Certificate());
    // With ssl.clientAuth=want a certificate may be missing, but one that is shown must be good.
    if (subject !== null && tls.clientAuth !== 'none' && !socket.authorized) {
      refuseHandshake(address, String(socket.authorizationError));
      socket.destroy();
      return;
    }
    const certificateSubject = socket.authorized ? subject : null;
    const port = socket.remotePort ?? 0;
    socket.setNoDelay(true);
    options.accepted({ socket, address, port, secure: true, certificateSubject });
  });
  const refuseHandshake = (address: string, cause: string) => {
    counters.unsuccessfulHandshakes += 1;
    logger.warn(`TLS handshake with ${address} failed: ${cause}`);
  };
  handshakes.on('tlsClientError', (error: Error, socket: TLSSocket) => {
    refuseHandshake(plainAddress(socket.remoteAddress ?? 'a client that has gone'), error.message);
    socket.destroy();
  });
  const server = createServer((socket) => {
    if (tls.maxHandshakes > 0 && shaking.size >= tls.maxHandshakes) {
      counters.handshakesExceeded += 1;
      logger.warn(`closing a connection from ${socket.remoteAddress}: too many TLS handshakes under way`);
      socket.destroy();
      return;
    }
    if (admit(socket, options) === null) return;
    const key = `${socket.remoteAddress}:${socket.remotePort}`;
    shaking.set(key, socket);
    counters.outstandingHandshakes = shaking.size;
    socket.once('close', () => {
      if (shaking.get(key) === socket) shaking.delete(key);
      counters.outstandingHandshakes = shaking.size;
    });
    // A client that hangs up in mid-handshake is reported as tlsClientError; the raw error says no more.
    socket.on('error', () => {});
    handshakes.emit('connection', socket);
  });
  const port = await listen(server, options);
  const close = () => {
    port.close();
    for (const socket of shaking.values()) socket.destroy();
  };
  return { port: port.port, close };
}

function admit(socket: Socket, options: ClientPortOptions): { address: string; port: number } | null {
  const { limits, counters, logger } = options;
  if (socket.remoteAddress === undefined || socket.remotePort === undefined) {
    socket.destroy();
    return null;
  }
  const address = plainAddress(socket.remoteAddress);
  const refusal = limits.admit(address);
  if (refusal !== null) {
    counters.rejected += 1;
    logger.warn(`closing a new connection: ${refusal}`);
    socket.destroy();
    return null;
  }
  socket.once('close', () => limits.release(address));
  return { address, port: socket.remotePort };
}

function listen(server: Server, options: ClientPortOptions): Promise<ClientPort> {
  const { host, port, backlog, logger } = options;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === null ? {} : { host }), ...(backlog > 0 ? { backlog } : {}) }, () => {
      server.off('error', reject);
      // Accepting can fail for a while (no free file descriptor); the port itself stays open.
      server.on('error', (error) => logger.error(`accepting a connection failed: ${error.message}`));
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a TCP port has a number');
      resolve({ port: address.port, close: () => server.close() });
    });
  });
}
