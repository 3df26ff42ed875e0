import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { LinkId, LinkOrder, Outbox } from '@vivarium/engine';
import { plainAddress } from '../net/address.ts';
import { now } from '../server/clock.ts';
import type { Logger } from '../server/logger.ts';
import type { MemberStep } from '../server/member-port.ts';

/** A send of at least this many bytes is followed by `linkDrained` once it has left. */
const LARGE_SEND_BYTES = 64 * 1024;
/** Bytes that a member may leave unread before its link is cut: it could not be synchronized any more. */
const UNSENT_MAX_BYTES = 256 * 1024 * 1024;

const PORT_RETRY_MS = 100;

export interface PortAddress {
  /** Null = all interfaces. */
  readonly host: string | null;
  readonly port: number;
}

export interface MemberLinksOptions {
  readonly election: PortAddress;
  readonly quorum: PortAddress;
  readonly step: MemberStep;
  readonly logger: Logger;
}

interface Link {
  readonly id: LinkId;
  readonly socket: Socket;
  readonly remote: string;
  opened: boolean;
  drainWanted: boolean;
}

/** The sockets between members: the election port, the quorum port while we lead, and what we dial. */
export class MemberLinks {
  private readonly options: MemberLinksOptions;
  private readonly links = new Map<LinkId, Link>();
  private electionServer: Server | null = null;
  private quorumServer: Server | null = null;
  /** "host:port" of members that a cut keeps from us. */
  private cut: ReadonlySet<string> = new Set();
  private nextId = 1;
  private closed = false;

  constructor(options: MemberLinksOptions) {
    this.options = options;
  }

  /** @throws the system's error when the election port cannot be had */
  async listen(): Promise<void> {
    this.electionServer = await this.open('election', this.options.election);
  }

  /** Obeys the orders of a step, then sends its bytes. */
  settle(outbox: Outbox): void {
    const closing: Extract<LinkOrder, { type: 'close' }>[] = [];
    for (const order of outbox.linkOrders.splice(0)) {
      if (order.type === 'dial') this.dial(order);
      else if (order.type === 'close') closing.push(order);
      else this.listenForLearners(order.on);
    }
    for (const [id, writer] of outbox.linkBytes) {
      const link = this.links.get(id);
      outbox.linkBytes.delete(id);
      if (link === undefined || link.socket.destroyed || link.socket.writableEnded) {
        outbox.recycle(writer);
        continue;
      }
      const isLarge = writer.length >= LARGE_SEND_BYTES;
      link.socket.write(writer.view());
      if (link.socket.writableLength === 0) outbox.recycle(writer);
      else if (link.socket.writableLength > UNSENT_MAX_BYTES)
        link.socket.destroy(new Error('it reads too slowly'));
      if (isLarge) this.tellWhenDrained(link);
    }
    for (const { link, cause } of closing) this.hangUp(link, cause);
  }

  /**
   * Refuses what we dial at these addresses from now on, and resets what we dialled there before. Every link between
   * two members was dialled by one of them: when both cut, none is left, and nothing is dropped silently.
   */
  cutFrom(addresses: ReadonlySet<string>): void {
    this.cut = addresses;
    for (const { id, socket, remote } of this.links.values())
      if (id < 0 && addresses.has(remote)) socket.resetAndDestroy();
  }

  close(): void {
    this.closed = true;
    this.electionServer?.close();
    this.quorumServer?.close();
    for (const { socket } of this.links.values()) socket.destroy();
    this.links.clear();
  }

  private async open(port: 'election' | 'quorum', address: PortAddress): Promise<Server> {
    const server = createServer({ noDelay: true }, (socket) => this.accept(socket, port));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: address.port, ...(address.host === null ? {} : { host: address.host }) }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return server;
  }

  /** Learners are let in only while we lead; a port that is not free yet is tried again until it is or we do not lead. */
  private listenForLearners(on: boolean): void {
    if (!on) {
      this.quorumServer?.close();
      this.quorumServer = null;
      return;
    }
    if (this.quorumServer !== null || this.closed) return;
    const { quorum, logger } = this.options;
    const server = createServer({ noDelay: true }, (socket) => this.accept(socket, 'quorum'));
    this.quorumServer = server;
    const where = { port: quorum.port, ...(quorum.host === null ? {} : { host: quorum.host }) };
    let tries = 0;
    server.on('error', (error) => {
      if (tries++ === 0)
        logger.error(`the quorum port ${quorum.port} cannot be opened: ${error.message}; trying again`);
      setTimeout(() => {
        if (this.quorumServer === server && !this.closed) server.listen(where);
      }, PORT_RETRY_MS);
    });
    server.listen(where);
  }

  private accept(socket: Socket, port: 'election' | 'quorum'): void {
    if (socket.remoteAddress === undefined || this.closed) {
      socket.destroy();
      return;
    }
    const remote = `${plainAddress(socket.remoteAddress)}:${socket.remotePort}`;
    const link = this.add(this.nextId++, socket, remote);
    link.opened = true;
    this.options.step({ type: 'linkAccepted', at: now(), link: link.id, port, remote });
  }

  private dial({ link: id, host, port, timeoutMs }: Extract<LinkOrder, { type: 'dial' }>): void {
    const remote = `${host}:${port}`;
    if (this.cut.has(remote)) {
      // As from a host that refuses: not within the step that asked.
      setImmediate(() => {
        const cause = `the link to ${remote} is cut`;
        if (!this.closed)
          this.options.step({ type: 'linkClosed', at: now(), link: id, cause, refused: true });
      });
      return;
    }
    const socket = createConnection({ host, port, noDelay: true });
    const link = this.add(id, socket, remote);
    socket.setTimeout(timeoutMs, () => {
      if (!link.opened) socket.destroy(new Error(`no answer within ${timeoutMs} ms`));
    });
    socket.once('connect', () => {
      link.opened = true;
      socket.setTimeout(0);
      this.options.step({ type: 'linkOpened', at: now(), link: id });
    });
  }

  private add(id: LinkId, socket: Socket, remote: string): Link {
    const link: Link = { id, socket, remote, opened: false, drainWanted: false };
    this.links.set(id, link);
    let failure: NodeJS.ErrnoException | null = null;
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('data', (bytes) => {
      if (this.links.get(id) === link) this.options.step({ type: 'linkBytes', at: now(), link: id, bytes });
    });
    socket.on('drain', () => {
      if (link.drainWanted) this.drained(link);
    });
    socket.on('close', () => {
      if (this.links.get(id) !== link) return;
      this.links.delete(id);
      const refused = failure?.code === 'ECONNREFUSED';
      const cause = failure?.message ?? 'the other side closed it';
      this.options.step({ type: 'linkClosed', at: now(), link: id, cause, refused });
    });
    return link;
  }

  private tellWhenDrained(link: Link): void {
    link.drainWanted = true;
    // Not at once: the step that sent this is not over.
    if (link.socket.writableLength === 0) setImmediate(() => this.drained(link));
  }

  private drained(link: Link): void {
    if (!link.drainWanted || this.links.get(link.id) !== link) return;
    link.drainWanted = false;
    this.options.step({ type: 'linkDrained', at: now(), link: link.id });
  }

  private hangUp(id: LinkId, cause: string): void {
    const link = this.links.get(id);
    if (link === undefined) return;
    this.links.delete(id);
    this.options.logger.info(`closing the link to ${link.remote}: ${cause}`);
    link.socket.end();
    link.socket.resume();
    link.socket.setTimeout(1000, () => link.socket.destroy());
  }
}
