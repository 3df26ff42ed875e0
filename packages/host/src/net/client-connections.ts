import type { ClientOrder, ConnectionId, Outbox } from '@vivarium/engine';
import { now } from '../server/clock.ts';
import type { Logger } from '../server/logger.ts';
import type { MemberStep } from '../server/member-port.ts';
import { ClientConnection } from './client-connection.ts';
import type { AcceptedClient } from './client-port.ts';

/** A peer that does not close after our end of the connection has ended gets this long, ms. */
const CLOSE_GRACE_MS = 1000;
/** The member's cause for the end that a client asked for: nothing that an operator should read. */
const CLIENT_IS_DONE = 'session closed';

export interface ConnectionsOptions {
  readonly step: MemberStep;
  /** Answers a four-letter word. */
  readonly answer: (word: string, connection: ClientConnection) => string;
  readonly logger: Logger;
}

/** Every client connection of a server, on whatever port: turns socket events into inputs and orders into bytes. */
export class ClientConnections {
  readonly byId = new Map<ConnectionId, ClientConnection>();
  bytesReceived = 0;
  dropped = 0;
  private readonly options: ConnectionsOptions;
  private readonly closing = new Set<ClientConnection>();
  private nextId = 1;

  constructor(options: ConnectionsOptions) {
    this.options = options;
  }

  accept(client: AcceptedClient): void {
    const { step } = this.options;
    const connection = new ClientConnection(this.nextId++, client);
    const { id, socket } = connection;
    this.byId.set(id, connection);
    let cause = 'the client closed the connection';
    socket.on('data', (bytes: Buffer) => this.received(connection, bytes));
    socket.on('drain', () => connection.drained());
    socket.on('error', (error) => {
      cause = error.message;
    });
    socket.on('close', () => {
      this.byId.delete(id);
      this.closing.delete(connection);
      step({ type: 'clientGone', at: now(), connection: id, cause });
    });
    const { address, port, secure, certificateSubject } = client;
    const subject = certificateSubject === null ? {} : { certificateSubject };
    const origin = { address, port, secure, ...subject };
    step({ type: 'clientConnected', at: now(), connection: id, origin });
  }

  /** Sends what a step left in the outbox, and then does what it ordered. */
  settle(outbox: Outbox): void {
    if (outbox.replies.size > 0) this.sendReplies(outbox);
    if (outbox.clientOrders.length === 0) return;
    const orders = outbox.clientOrders.splice(0);
    for (const order of orders) this.obey(order);
  }

  /** Cuts off peers that keep a closed connection half open. */
  tick(atMs: number): void {
    for (const connection of this.closing)
      if (atMs - connection.closingSinceMs > CLOSE_GRACE_MS) connection.socket.destroy();
  }

  /** Reads nothing more from anybody; replies still leave. */
  pauseAll(): void {
    for (const connection of this.byId.values()) connection.pause();
  }

  /** Ends every connection; resolves when all are gone. */
  async closeAll(): Promise<void> {
    const atMs = now().monotonicMs;
    const gone = [...this.byId.values()].map((connection) => {
      const closed = new Promise((resolve) => connection.socket.once('close', resolve));
      connection.close(atMs);
      return closed;
    });
    const cut = setTimeout(() => this.destroyAll(), CLOSE_GRACE_MS);
    await Promise.all(gone);
    clearTimeout(cut);
  }

  /** Cuts every connection at once. */
  destroyAll(): void {
    for (const connection of this.byId.values()) connection.socket.destroy();
  }

  private received(connection: ClientConnection, bytes: Buffer): void {
    if (connection.closing) return;
    this.bytesReceived += bytes.length;
    // The member makes views of what it reads: of a Buffer they would be Buffers, which take several times as long.
    const chunk = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    connection.chunk = chunk;
    this.options.step({ type: 'clientBytes', at: now(), connection: connection.id, bytes: chunk });
  }

  private sendReplies(outbox: Outbox): void {
    for (const [id, writer] of outbox.replies) {
      const connection = this.byId.get(id);
      if (connection === undefined || connection.send(writer)) outbox.recycle(writer);
      if (connection?.overflowing) {
        this.options.logger.warn(`cutting off ${describe(connection)}: it does not read its replies`);
        this.dropped += 1;
        connection.socket.destroy();
      }
    }
    outbox.replies.clear();
  }

  private obey(order: ClientOrder): void {
    const connection = this.byId.get(order.connection);
    if (connection === undefined) return;
    switch (order.type) {
      case 'pause':
        connection.pause();
        return;
      case 'resume':
        connection.resume();
        return;
      case 'tellDrained':
        connection.whenDrained(() => {
          this.options.step({ type: 'clientDrained', at: now(), connection: order.connection });
          connection.drained();
        });
        return;
      case 'close':
        if (order.cause !== CLIENT_IS_DONE)
          this.options.logger.info(`closing ${describe(connection)}: ${order.cause}`);
        this.closing.add(connection);
        connection.close(now().monotonicMs);
        return;
      case 'fourLetterWord':
        this.closing.add(connection);
        connection.sendAndClose(this.options.answer(order.word, connection), now().monotonicMs);
    }
  }
}

function describe(connection: ClientConnection): string {
  return `the connection from ${connection.address}:${connection.port}`;
}
