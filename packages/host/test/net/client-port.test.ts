import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openPlainPort } from '../../src/net/client-port.ts';
import { dial, openFixture, type PortFixture, readSome, readToEnd } from './port-fixture.ts';

const open: PortFixture[] = [];

async function fixture(options: Parameters<typeof openFixture>[0] = {}): Promise<PortFixture> {
  const opened = await openFixture(options);
  open.push(opened);
  return opened;
}

afterEach(async () => {
  for (const opened of open.splice(0)) await opened.stop();
});

describe('the plain client port', () => {
  it('tells the member of a client, its bytes and its end', async () => {
    const { member, port } = await fixture();
    const socket = await dial(port);
    const { connection, origin } = await member.next('clientConnected');
    expect(origin).toEqual({ address: '127.0.0.1', port: socket.localPort, secure: false });
    socket.write('hello');
    expect(await readSome(socket)).toBe('hello');
    socket.end();
    expect(await member.next('clientGone')).toMatchObject({
      connection,
      cause: 'the client closed the connection',
    });
  });

  it('names the reason when a client is cut off', async () => {
    const { member, port } = await fixture();
    const socket = await dial(port);
    await member.next('clientConnected');
    socket.resetAndDestroy();
    expect((await member.next('clientGone')).cause).toMatch(/ECONNRESET/);
  });

  it('sends the last reply before it closes', async () => {
    const { port } = await fixture();
    const socket = await dial(port);
    socket.write('close');
    expect(await readToEnd(socket)).toBe('bye\n');
  });

  it('hears nothing of a connection after its close', async () => {
    const { member, port } = await fixture();
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    await once(socket, 'connect');
    socket.write('close');
    await once(socket.resume(), 'end');
    socket.write('more');
    socket.end();
    await member.next('clientGone');
    expect(member.inputs.map((input) => input.type)).toEqual([
      'clientConnected',
      'clientBytes',
      'clientGone',
    ]);
  });

  it('cuts off a peer that keeps a closed connection half open', async () => {
    const { member, port } = await fixture();
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    await once(socket, 'connect');
    socket.on('error', () => {});
    socket.write('close');
    await once(socket.resume(), 'end');
    await member.next('clientGone');
    socket.destroy();
  });

  it('answers a four-letter word and closes, even for a client that has ended its side', async () => {
    const { port } = await fixture();
    const socket = await dial(port);
    socket.end('ruok');
    expect(await readToEnd(socket)).toBe('answer to ruok');
  });

  it('stops and starts reading as ordered', async () => {
    const { member, port } = await fixture();
    const [quiet, other] = [await dial(port), await dial(port)];
    quiet.write('pause');
    const { connection } = await member.next('clientBytes');
    quiet.write('x');
    other.write('y');
    // What came later on the other connection is here, what came earlier on the paused one is not.
    await member.next('clientBytes', ({ bytes }) => bytes[0] === 0x79);
    expect(member.inputs.filter(({ type }) => type === 'clientBytes')).toHaveLength(2);
    other.write(`resume ${connection}`);
    expect(await readSome(quiet)).toBe('x');
  });

  it('does not read a client that leaves its replies unread', async () => {
    const { member, port } = await fixture();
    const [slow, other] = [await dial(port), await dial(port)];
    slow.pause();
    slow.write('flood 30000000');
    await member.next('clientBytes');
    slow.write('x');
    other.write('y');
    await member.next('clientBytes', ({ bytes }) => bytes[0] === 0x79);
    expect(member.inputs.filter(({ type }) => type === 'clientBytes')).toHaveLength(2);
    slow.resume();
    await member.next('clientBytes', ({ bytes }) => bytes[0] === 0x78);
  });

  it('cuts off a client that leaves more unread than any may', async () => {
    const { member, port, log } = await fixture();
    const slow = await dial(port);
    slow.pause();
    slow.on('error', () => {});
    slow.write(`flood ${100 * 1024 * 1024}`);
    await member.next('clientGone');
    expect(log.join('')).toMatch(
      /cutting off the connection from 127\.0\.0\.1:\d+: it does not read its replies/,
    );
    slow.destroy();
  });

  it('ends the member on an exception and answers nobody afterwards', async () => {
    const { failed, member, port } = await fixture();
    const [first, second] = [await dial(port), await dial(port)];
    first.write('throw');
    expect((await failed).message).toBe('a broken invariant');
    const before = member.inputs.length;
    second.write('hello');
    second.end();
    expect(await readToEnd(second)).toBe('');
    expect(member.inputs.length).toBe(before);
    first.destroy();
  });

  it('says which port is taken', async () => {
    const { port } = await fixture();
    const { logger, limits, counters } = { logger: console, limits: null as never, counters: null as never };
    const options = { host: '127.0.0.1', port, backlog: -1, limits, counters, logger, accepted: () => {} };
    await expect(openPlainPort(options)).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });
});

describe('limits', () => {
  it.each([{ maxClientCnxns: 3 }, { maxCnxns: 3 }])(
    '%o: the fourth connection is closed at accept',
    async (limit) => {
      const { port, counters, log } = await fixture(limit);
      const stay = [await dial(port), await dial(port), await dial(port)];
      const refused = connect({ host: '127.0.0.1', port });
      expect(await readToEnd(refused)).toBe('');
      expect(counters.rejected).toBe(1);
      expect(log.join('')).toMatch(/too many connections/);
      for (const socket of stay) {
        socket.write('still here');
        expect(await readSome(socket)).toBe('still here');
      }
    },
  );

  it('give a place back when a connection ends', async () => {
    const { member, port } = await fixture({ maxClientCnxns: 1 });
    const first = await dial(port);
    first.end();
    await member.next('clientGone');
    const second = await dial(port);
    second.write('in');
    expect(await readSome(second)).toBe('in');
  });
});
