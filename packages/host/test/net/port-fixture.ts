import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { MemberInput } from '@vivarium/engine';
import type { TlsConfig } from '../../src/config/zoo-config.ts';
import { AcceptLimits } from '../../src/net/accept-limits.ts';
import { ClientConnections } from '../../src/net/client-connections.ts';
import { type ClientPort, openPlainPort, openTlsPort } from '../../src/net/client-port.ts';
import { lineLogger } from '../../src/server/logger.ts';
import { MemberDriver } from '../../src/server/member-driver.ts';
import type { MemberPort } from '../../src/server/member-port.ts';
import { WordMember } from './word-member.ts';

export interface PortFixture {
  readonly member: WordMember;
  readonly port: number;
  readonly connections: ClientConnections;
  readonly counters: ReturnType<typeof newCounters>;
  readonly log: string[];
  /** Resolves when the member ended by its own fault. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

export const newCounters = () => ({
  rejected: 0,
  unsuccessfulHandshakes: 0,
  handshakesExceeded: 0,
  outstandingHandshakes: 0,
});

/** A client port of any free number with a `WordMember` behind it. */
export async function openFixture(
  options: { maxClientCnxns?: number; maxCnxns?: number; tls?: TlsConfig } = {},
): Promise<PortFixture> {
  const member = new WordMember();
  const log: string[] = [];
  const logger = lineLogger((line) => log.push(line));
  let fail: (cause: Error) => void = () => {};
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const step = (input: MemberInput) => driver.step(input);
  const connections = new ClientConnections({ step, answer: (word) => `answer to ${word}`, logger });
  const driver = new MemberDriver(member as unknown as MemberPort, {
    clients: (outbox) => connections.settle(outbox),
    links: () => {},
    disk: () => {},
    events: () => {},
    tick: (atMs) => connections.tick(atMs),
    failed: fail,
  });
  driver.start();
  const counters = newCounters();
  const limits = new AcceptLimits(options.maxClientCnxns ?? 0, options.maxCnxns ?? 0);
  const accepted = connections.accept.bind(connections);
  const listen = { host: '127.0.0.1', port: 0, backlog: -1, limits, counters, logger, accepted };
  const port: ClientPort =
    options.tls === undefined ? await openPlainPort(listen) : await openTlsPort(listen, options.tls);
  const stop = async () => {
    port.close();
    await connections.closeAll();
    driver.stop();
  };
  return { member, port: port.port, connections, counters, log, failed, stop };
}

export async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  return socket;
}

/** Everything until the other side ends the connection. */
export async function readToEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** The next chunk, as text. */
export async function readSome(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString('latin1');
}
