import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Vivarium } from '../../harness/vivarium-up.ts';
import type { Stage } from './stage.ts';

interface Told {
  readonly type: string;
  readonly changes?: readonly { readonly kind: string; readonly path?: string }[];
}

/** Sockets that one session may hold are few; a browser with this many tabs is one of many. */
const TABS = 15;

/** So many pages, in as many browsers as that takes. */
export async function openPages(stage: Stage, count: number, open: readonly string[]): Promise<PageSocket[]> {
  const pages: PageSocket[] = [];
  for (let at = 0; at < count; at += 1) {
    const cookie = await stage.browserCookie(Math.floor(at / TABS));
    pages.push(await PageSocket.open(stage.vivarium, cookie, open));
  }
  return pages;
}

/** A browser's part without the browser: it buys a ticket, holds the socket and says what it looks at. */
export class PageSocket {
  readonly #socket: WebSocket;
  /** Called for each znode change that it is told. */
  onZnode: (path: string) => void = () => undefined;
  resets = 0;
  batches = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#take(JSON.parse(String(data)) as Told));
  }

  static async open(vivarium: Vivarium, cookie: string, open: readonly string[]): Promise<PageSocket> {
    const headers = { cookie, origin: vivarium.origin };
    const bought = await fetch(`${vivarium.origin}/api/ticket`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{}',
    });
    if (!bought.ok) throw new Error(`no ticket: ${bought.status} ${await bought.text()}`);
    const { ticket } = (await bought.json()) as { readonly ticket: string };
    const socket = new WebSocket(`${vivarium.origin.replace('http', 'ws')}/api/stream`, { headers });
    const page = new PageSocket(socket);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'hello', ticket }));
    await once(socket, 'message');
    socket.send(JSON.stringify({ type: 'look', open, focus: null }));
    return page;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Reads no more, as a browser that hangs. */
  stopReading(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }

  #take(told: Told): void {
    if (told.type === 'reset') this.resets += 1;
    if (told.type !== 'batch') return;
    this.batches += 1;
    for (const { kind, path } of told.changes ?? [])
      if (kind === 'znode' && path !== undefined) this.onZnode(path);
  }
}
