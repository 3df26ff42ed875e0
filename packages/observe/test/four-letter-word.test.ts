import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fourLetterWord, type Where } from '../src/index.ts';
import { SRVR_STANDALONE } from './answers.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function serverThat(does: (socket: Socket, word: string) => void): Promise<Where> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', (word: Buffer) => does(socket, word.toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return { host: '127.0.0.1', port: (server.address() as { port: number }).port };
}

describe('a four-letter word', () => {
  it('brings the whole text, however it is cut', async () => {
    const where = await serverThat((socket, word) => {
      expect(word).toBe('srvr');
      socket.write(SRVR_STANDALONE.slice(0, 10));
      socket.end(SRVR_STANDALONE.slice(10));
    });
    expect(await fourLetterWord()(where, 'srvr')).toEqual({ outcome: 'text', text: SRVR_STANDALONE });
  });

  it.each([
    [
      'not-whitelisted',
      'mntr is not executed because it is not in the whitelist.\n',
      'mntr is not in 4lw.commands.whitelist',
    ],
    ['not-serving', 'This ZooKeeper instance is not currently serving requests\n', 'serves no requests yet'],
    ['unreachable', '', 'closed the connection without an answer'],
  ])('tells %s', async (outcome, text, cause) => {
    const where = await serverThat((socket) => socket.end(text));
    const answer = await fourLetterWord()(where, 'mntr');
    expect(answer).toMatchObject({ outcome, cause: expect.stringContaining(cause) });
  });

  it('tells that nothing listens', async () => {
    const where = await serverThat(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await fourLetterWord()(where, 'srvr')).toMatchObject({ outcome: 'refused' });
  });

  it('tells a name that does not resolve', async () => {
    const where = { host: 'no-such-host.invalid', port: 2181 };
    expect(await fourLetterWord()(where, 'srvr')).toMatchObject({ outcome: 'unreachable' });
  });

  it('tells a server that never ends its answer', async () => {
    const where = await serverThat((socket) => socket.write('Zookeeper version: '));
    expect(await fourLetterWord({ timeoutMs: 50 })(where, 'srvr')).toMatchObject({
      outcome: 'timeout',
      cause: expect.stringContaining('did not answer within 50 ms'),
    });
  });

  it('stops reading an answer that is too long', async () => {
    const where = await serverThat((socket) => socket.write('x'.repeat(100_000)));
    expect(await fourLetterWord({ maxBytes: 50_000 })(where, 'srvr')).toMatchObject({
      outcome: 'not-zookeeper',
    });
  });
});
