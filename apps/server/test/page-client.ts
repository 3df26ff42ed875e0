import { once } from 'node:events';
import type { Change, ControlBody, EnsembleView, ServerMessage, TicketResult } from '@vivarium/contract';
import { serverMessage } from '@vivarium/contract';
import { Value } from 'typebox/value';
import { WebSocket } from 'ws';
import type { Dashboard } from '../src/index.ts';
import { type Sent, send } from './send.ts';

/** A browser's part: it enters, holds the socket, and keeps the picture that it is told. */
export class PageClient {
  readonly base: string;
  readonly headers: Record<string, string>;
  readonly changes: Change[] = [];
  readonly socket: WebSocket;
  ensemble: EnsembleView | null = null;
  private seen = 0;
  private wake: () => void = () => {};

  private constructor(base: string, headers: Record<string, string>) {
    this.base = base;
    this.headers = headers;
    this.socket = new WebSocket(`${base.replace('http', 'ws')}/api/stream`, { headers });
    this.socket.on('message', (data) => this.received(JSON.parse(String(data))));
  }

  /** Resolves when znodes are answered for: that goes through the dashboard's own session. */
  static async enter(dashboard: Pick<Dashboard, 'port' | 'newUrl'>): Promise<PageClient> {
    const page = await PageClient.visit(dashboard);
    await page.until(() => page.ensemble?.client.state === 'connected');
    return page;
  }

  /** A page that is served whether or not there is an ensemble. */
  static async visit(dashboard: Pick<Dashboard, 'port' | 'newUrl'>): Promise<PageClient> {
    const base = `http://127.0.0.1:${dashboard.port}`;
    const entered = await send(dashboard.newUrl());
    const cookie = String(entered.headers['set-cookie']).split(';', 1)[0] as string;
    const page = new PageClient(base, { cookie, origin: base });
    await once(page.socket, 'open');
    const { ticket } = (await page.post('/api/ticket', {})).json<TicketResult>();
    page.socket.send(JSON.stringify({ type: 'hello', ticket }));
    await page.until(() => page.ensemble !== null);
    return page;
  }

  get(path: string): Promise<Sent> {
    return send(`${this.base}${path}`, { headers: this.headers });
  }

  post(path: string, body: unknown): Promise<Sent> {
    return send(`${this.base}${path}`, { method: 'POST', headers: this.headers, body });
  }

  control(body: ControlBody): Promise<Sent> {
    return this.post('/api/ensemble/control', body);
  }

  /** Waits until the picture is as wanted; looks again after each message. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** The next change that fits, after those that were waited for. */
  async change(fits: (change: Change) => boolean): Promise<Change> {
    for (let at = this.seen; ; at += 1) {
      await this.until(() => at < this.changes.length);
      const change = this.changes[at] as Change;
      if (fits(change)) {
        this.seen = at + 1;
        return change;
      }
    }
  }

  get modes(): (string | null)[] {
    return this.ensemble?.members.map(({ mode }) => mode) ?? [];
  }

  /** Every member has a part and a leader leads. */
  async settled(): Promise<number> {
    const parts = ['leader', 'follower', 'observer', 'standalone'];
    await this.until(
      () => this.modes.length > 0 && this.modes.every((mode) => mode !== null && parts.includes(mode)),
    );
    await this.until(() => this.ensemble?.standing.verdict.kind === 'led');
    return this.ensemble?.standing.leader as number;
  }

  async close(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }

  private received(message: unknown): void {
    if (!Value.Check(serverMessage, message))
      throw new Error(`not of the contract: ${JSON.stringify(message)}`);
    this.take(message);
    this.wake();
  }

  private take(message: ServerMessage): void {
    if (message.type === 'reset') this.ensemble = message.ensemble;
    if (message.type !== 'batch' || this.ensemble === null) return;
    for (const change of message.changes) {
      this.changes.push(change);
      if (change.kind === 'client') this.ensemble = { ...this.ensemble, client: change.client };
      if (change.kind === 'standing') this.ensemble = { ...this.ensemble, standing: change.standing };
      if (change.kind !== 'member') continue;
      const { member } = change;
      const members: EnsembleView['members'] = this.ensemble.members.map((each) =>
        each.id === member.id ? member : each,
      );
      this.ensemble = { ...this.ensemble, members };
    }
  }
}
