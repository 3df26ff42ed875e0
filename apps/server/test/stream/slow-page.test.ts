import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PageMessage, QUEUE_BYTES_MAX, type ServerMessage } from '@vivarium/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { EnsemblePicture } from '../../src/ensemble/picture.ts';
import { Hub } from '../../src/stream/hub.ts';
import { PageSocket } from '../../src/stream/page-socket.ts';

/** More than what the system itself takes for a socket that nobody reads, several times over. */
const BATCHES = 60;
const CHANGES = 100;
const NAME = 'x'.repeat(4_000);

let nowMs: number;
let hub: Hub;
let http: Server;
let sockets: WebSocketServer;
let pages: Page[];

/** One browser, and the server's end of its line. */
class Page {
  readonly socket: WebSocket;
  readonly ours: WebSocket;
  readonly messages: ServerMessage[] = [];
  #told: () => void = () => undefined;

  private constructor(socket: WebSocket, ours: WebSocket) {
    this.socket = socket;
    this.ours = ours;
    socket.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)));
      this.#told();
    });
  }

  static async open(): Promise<Page> {
    const socket = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
    const [ours] = (await once(sockets, 'connection')) as [WebSocket];
    new PageSocket({
      socket: ours,
      hub,
      admit: () => true,
      isWelcome: () => true,
      may: () => true,
      onPlant: () => undefined,
      onRecipes: () => undefined,
    });
    const page = new Page(socket, ours);
    pages.push(page);
    if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open');
    page.say({ type: 'hello', ticket: '' });
    page.say({ type: 'look', open: ['/'], focus: null });
    await page.until(() => page.messages.length > 0);
    // A second hello would be refused, so this one is answered when the look was heard.
    while (!hub.isSeen('/any')) {
      hub.looked();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return page;
  }

  say(message: PageMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#told = resolve;
      });
    }
  }

  has(path: string): boolean {
    return this.messages.some(
      (message) =>
        message.type === 'batch' &&
        message.changes.some((change) => change.kind === 'znode' && change.path === path),
    );
  }
}

beforeEach(async () => {
  nowMs = 1_000_000;
  hub = new Hub(new EnsemblePicture({ label: '', embedded: true, pollIntervalMs: 100 }, nowMs), () => nowMs);
  http = createServer().listen(0, '127.0.0.1');
  sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  pages = [];
  await once(http, 'listening');
});
afterEach(async () => {
  for (const { socket } of pages) socket.terminate();
  hub.close();
  sockets.close();
  http.close();
  await once(http, 'close');
});

const publish = (path: string): void => hub.publish({ kind: 'znode', change: 'created', path, stat: null });

/** Resolves when every page was given its batch. */
async function flushed(): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = hub.follow(() => {
      end();
      setImmediate(resolve);
    });
  });
}

const pathAt = (batch: number, at: number): string => `/${batch}-${at}-${NAME}`;

/**
 * Publishes far more than the line of a page that does not read may hold, each batch when a page that reads has the one
 * before. Returns the most that waited for the slow one, in bytes.
 */
async function flood(slow: Page, quick: Page): Promise<number> {
  let most = 0;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    for (let at = 0; at < CHANGES; at += 1) publish(pathAt(batch, at));
    await flushed();
    await quick.until(() => quick.has(pathAt(batch, CHANGES - 1)));
    most = Math.max(most, slow.ours.bufferedAmount);
  }
  return most;
}

describe('a page that does not read', () => {
  it('costs a bounded queue, starts over when it reads again, and holds up no other', async () => {
    const slow = await Page.open();
    const quick = await Page.open();
    slow.socket.pause();
    const waiting = await flood(slow, quick);
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThanOrEqual(QUEUE_BYTES_MAX);
    expect(quick.messages.filter(({ type }) => type === 'reset').length).toBe(1);

    slow.socket.resume();
    await slow.until(() => slow.messages.filter(({ type }) => type === 'reset').length === 2);
    expect(slow.has(pathAt(BATCHES - 1, CHANGES - 1))).toBe(false);
    expect(slow.messages.findLast(({ type }) => type === 'reset')).toMatchObject({ seq: hub.seq });
    publish('/afterwards');
    await slow.until(() => slow.has('/afterwards'));
  });

  it('is hung up on when it has read nothing for half a minute', async () => {
    const slow = await Page.open();
    slow.socket.pause();
    await flood(slow, await Page.open());
    const closed = once(slow.socket, 'close');
    nowMs += 31_000;
    while (slow.ours.readyState === WebSocket.OPEN) await new Promise((resolve) => setTimeout(resolve, 20));
    slow.socket.resume();
    const [code] = (await closed) as [number];
    expect(code).toBe(1013);
  });
});
