import { once } from 'node:events';
import { ZooKeeper } from '@vivarium/client';
import { type JobView, type ServerMessage, serverMessage, type TicketResult } from '@vivarium/contract';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Asker, countOf } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';

let page: TestDashboard;
let asker: Asker;

beforeAll(async () => {
  page = await startTestDashboard();
  asker = await Asker.enter(page);
});
afterAll(() => page.close());

it('a page is told of jobs as they go, and a page that comes anew finds them', async () => {
  const other = new ZooKeeper(page.member);
  await other.connect();
  await other.create('/told');
  const socket = await open();
  const jobs: JobView[] = [];
  const ended = new Promise<JobView>((resolve) => {
    socket.on('message', (data) => {
      const message = checked(String(data));
      if (message.type !== 'batch') return;
      for (const change of message.changes) {
        if (change.kind !== 'job') continue;
        jobs.push(change.job);
        if (change.job.endedAtMs !== null) resolve(change.job);
      }
    });
  });
  const body = { under: '/', query: 'told', as: 'text', in: ['name'], matchCase: true };
  const { id } = await asker.start('/api/bulk/search', body);
  const job = await ended;
  expect([job.id, job.state, countOf(job, 'names')]).toEqual([id, 'done', 1]);
  expect(jobs.every((each) => each.id === id)).toBe(true);
  socket.close();

  const again = await open();
  const [first] = (await once(again, 'message')) as [Buffer];
  const reset = checked(String(first));
  expect(reset.type === 'reset' ? reset.jobs.map((each) => each.id) : []).toEqual([id]);
  expect(reset.type === 'reset' ? reset.guard.mode : null).toBe('open');
  const closed = once(again, 'close');
  await asker.post('/api/leave', {});
  expect((await closed)[0]).toBe(1008);
  await other.close();
});

async function open(): Promise<WebSocket> {
  const socket = new WebSocket(`${page.base.replace('http', 'ws')}/api/stream`, { headers: asker.headers });
  await once(socket, 'open');
  const { ticket } = (await asker.post('/api/ticket', {})).json<TicketResult>();
  socket.send(JSON.stringify({ type: 'hello', ticket }));
  return socket;
}

function checked(text: string): ServerMessage {
  const message: unknown = JSON.parse(text);
  if (!Value.Check(serverMessage, message)) throw new Error(`not of the contract: ${text}`);
  return message;
}
