import { once } from 'node:events';
import { ZooKeeper } from '@vivarium/client';
import type { Change, PageMessage, ResetMessage, ServerMessage, TicketResult } from '@vivarium/contract';
import { serverMessage } from '@vivarium/contract';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { enter, startTestDashboard, type TestDashboard } from '../dashboard.ts';
import { send } from '../send.ts';

let page: TestDashboard;
let other: ZooKeeper;
let cookie: string;

beforeAll(async () => {
  page = await startTestDashboard();
  cookie = await enter(page);
  other = new ZooKeeper(page.member);
  await other.connect();
});
afterAll(async () => {
  await other.close();
  await page.close();
});

async function ticket(): Promise<string> {
  const headers = { cookie, origin: page.base };
  return (await send(`${page.base}/api/ticket`, { method: 'POST', headers, body: {} })).json<TicketResult>()
    .ticket;
}

class Page {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  #told: () => void = () => undefined;

  constructor(headers: Record<string, string> = {}) {
    const url = `${page.base.replace('http', 'ws')}/api/stream`;
    this.socket = new WebSocket(url, { headers: { cookie, origin: page.base, ...headers } });
    this.socket.on('message', (data) => {
      const message: unknown = JSON.parse(String(data));
      if (!Value.Check(serverMessage, message)) throw new Error(`not of the contract: ${data}`);
      this.messages.push(message);
      this.#told();
    });
  }

  send(message: PageMessage | object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The first message, of those received and those to come, for which `find` gives something. */
  async until<T>(find: (message: ServerMessage) => T | undefined): Promise<T> {
    for (let at = 0; ; at += 1) {
      while (at >= this.messages.length) {
        await new Promise<void>((resolve) => {
          this.#told = resolve;
        });
      }
      const found = find(this.messages[at] as ServerMessage);
      if (found !== undefined) return found;
    }
  }

  reset(): Promise<ResetMessage> {
    return this.until((message) => (message.type === 'reset' ? message : undefined));
  }

  change(matches: (change: Change) => boolean): Promise<Change> {
    return this.until((message) => (message.type === 'batch' ? message.changes.find(matches) : undefined));
  }

  async close(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }
}

async function admitted(): Promise<Page> {
  const mine = new Page();
  await once(mine.socket, 'open');
  mine.send({ type: 'hello', ticket: await ticket() });
  mine.send({ type: 'look', open: ['/'], focus: '/' });
  return mine;
}

const isAt = (kind: string, path: string) => (change: Change) =>
  change.kind === 'znode' && change.change === kind && change.path === path;

describe('the stream', () => {
  it('begins with the whole picture and goes on with what other clients change', async () => {
    const mine = await admitted();
    const reset = await mine.reset();
    expect(reset.ensemble.members.map((member) => member.name)).toEqual(['zk-1']);
    expect(reset.means?.map(({ name }) => name)).toContain('status-poll');
    await other.create('/told', 'x');
    await mine.change(isAt('created', '/told'));
    const told = await mine.change(isAt('stat', '/told'));
    expect(told.kind === 'znode' && told.stat?.dataLength).toBe(1);
    await other.setData('/told', 'xyz');
    await mine.change(isAt('changed', '/told'));
    await other.delete('/told');
    await mine.change(isAt('deleted', '/told'));
    await mine.close();
  });

  it('tells the mode and the zxid that the member itself tells', async () => {
    const mine = await admitted();
    await mine.reset();
    const { stat } = await other.create('/for-zxid');
    const zxid = `0x${stat.czxid.toString(16)}`;
    const change = await mine.change((each) => each.kind === 'member' && each.member.zxid === zxid);
    expect(change.kind === 'member' && change.member.mode).toBe('standalone');
    await mine.close();
  });

  it('sends nothing of folders that are not open', async () => {
    await other.create('/closed');
    const mine = await admitted();
    await mine.reset();
    await other.create('/closed/inside');
    await other.create('/open-to-all');
    await mine.change(isAt('created', '/open-to-all'));
    const paths = mine.messages
      .flatMap((message) => (message.type === 'batch' ? message.changes : []))
      .flatMap((change) => (change.kind === 'znode' ? [change.path] : []));
    expect(paths).not.toContain('/closed/inside');
    await mine.close();
  });

  it('fills the gap of a page that comes back, and starts over for one of another run', async () => {
    const first = await admitted();
    const { stream } = await first.reset();
    await other.create('/before-break');
    await first.change(isAt('created', '/before-break'));
    const { seq } = first.messages.at(-1) as { seq: number };
    await first.close();
    await other.create('/during-break');
    const second = new Page();
    await once(second.socket, 'open');
    second.send({ type: 'hello', ticket: await ticket(), since: { stream, seq } });
    await second.change(isAt('created', '/during-break'));
    expect(second.messages.some((message) => message.type === 'reset')).toBe(false);
    await second.close();
    const third = new Page();
    await once(third.socket, 'open');
    third.send({ type: 'hello', ticket: await ticket(), since: { stream: 'another', seq } });
    await third.reset();
    await third.close();
  });

  it('takes a ticket once, and nothing before it', async () => {
    const bought = await ticket();
    for (const first of [
      { type: 'hello', ticket: 'made-up' },
      { type: 'look', open: [], focus: null },
      { type: 'nonsense' },
    ]) {
      const mine = new Page();
      await once(mine.socket, 'open');
      mine.send(first);
      const [code] = await once(mine.socket, 'close');
      expect(code).toBe(1008);
      expect(mine.messages.some((message) => message.type === 'reset')).toBe(false);
    }
    const good = new Page();
    await once(good.socket, 'open');
    good.send({ type: 'hello', ticket: bought });
    await good.reset();
    const again = new Page();
    await once(again.socket, 'open');
    again.send({ type: 'hello', ticket: bought });
    await once(again.socket, 'close');
    expect(again.messages.map((message) => message.type)).toEqual(['refused']);
    await good.close();
  });

  it.each([
    ['no session', { cookie: '' }, 401],
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['another host', { host: 'evil.example' }, 421],
  ])('refuses the handshake with %s', async (_why, headers, status) => {
    const mine = new Page(headers);
    const [error] = (await once(mine.socket, 'error')) as [Error];
    expect(error.message).toContain(String(status));
  });
});
