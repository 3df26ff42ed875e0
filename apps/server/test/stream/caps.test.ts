import { once } from 'node:events';
import { MESSAGE_BYTES_MAX, OPEN_PATHS_MAX, type TicketResult } from '@vivarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SocketCount } from '../../src/stream/socket-count.ts';
import { enter, startTestDashboard, type TestDashboard } from '../dashboard.ts';
import { send } from '../send.ts';

let page: TestDashboard;
let headers: Record<string, string>;

beforeAll(async () => {
  page = await startTestDashboard();
  headers = { cookie: await enter(page), origin: page.base };
});
afterAll(() => page.close());

const dial = (own = headers) =>
  new WebSocket(`${page.base.replace('http', 'ws')}/api/stream`, { headers: own });

/** An admitted socket. */
async function admitted(): Promise<WebSocket> {
  const socket = dial();
  await once(socket, 'open');
  const sent = await send(`${page.base}/api/ticket`, { method: 'POST', headers, body: {} });
  socket.send(JSON.stringify({ type: 'hello', ticket: sent.json<TicketResult>().ticket }));
  await once(socket, 'message');
  return socket;
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

const look = (paths: number) =>
  JSON.stringify({ type: 'look', focus: null, open: Array.from({ length: paths }, (_, at) => `/n${at}`) });

describe('what one browser may take', () => {
  it('is twenty sockets, also of those that never say hello; one that closes makes room', async () => {
    const own = { cookie: await enter(page), origin: page.base };
    const open = Array.from({ length: 20 }, () => dial(own));
    await Promise.all(open.map((socket) => once(socket, 'open')));
    expect(await closeCode(dial(own))).toBe(1013);
    const other = { cookie: await enter(page), origin: page.base };
    const neighbour = dial(other);
    await once(neighbour, 'open');
    const [first, ...rest] = open as [WebSocket, ...WebSocket[]];
    first.close();
    await once(first, 'close');
    // The server hears of the end a little later than we do.
    for (;;) {
      const again = dial(own);
      await once(again, 'open');
      const isTaken = await Promise.race([
        once(again, 'close').then(() => false),
        send(`${page.base}/api/guard`, { headers: own }).then(() => again.readyState === WebSocket.OPEN),
      ]);
      again.close();
      if (isTaken) break;
    }
    for (const socket of [neighbour, ...rest]) socket.close();
  });

  it('is so many open folders, and no more', async () => {
    const socket = await admitted();
    socket.send(look(OPEN_PATHS_MAX));
    socket.send(look(OPEN_PATHS_MAX + 1));
    expect(await closeCode(socket)).toBe(1008);
  });

  it('is fifty messages a second', async () => {
    const socket = await admitted();
    for (let at = 0; at < 200; at += 1) socket.send(look(1));
    expect(await closeCode(socket)).toBe(1008);
  });

  it('is messages of a bounded size', async () => {
    const socket = await admitted();
    socket.send('x'.repeat(MESSAGE_BYTES_MAX + 1));
    expect(await closeCode(socket)).toBe(1009);
  });
});

describe('the count of sockets', () => {
  it('has a bound for one session and one for all, and forgets what was given back', () => {
    const count = new SocketCount();
    const taken = (session: string, times: number) =>
      Array.from({ length: times }, () => count.take(session)).filter((isTaken) => isTaken).length;
    expect(taken('a', 30)).toBe(20);
    for (let at = 1; at < 25; at += 1) expect(taken(`s${at}`, 20)).toBe(20);
    expect(taken('late', 1)).toBe(0);
    count.give('a');
    expect([taken('late', 1), taken('a', 1)]).toEqual([1, 0]);
    count.give('nobody');
    expect(taken('late', 1)).toBe(0);
  });
});
