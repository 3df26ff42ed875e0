import type { Fault, SessionList, WatchList, WordView } from '@vivarium/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Asker } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';

let page: TestDashboard;
let asker: Asker;

beforeAll(async () => {
  page = await startTestDashboard({ isTheirs: true });
  asker = await Asker.enter(page);
});
afterAll(() => page.close());

it('says what members do not tell, with the line that would allow it, and never zero', async () => {
  const { sessions, blind } = (await asker.get('/api/sessions')).json<SessionList>();
  expect(sessions).toMatchObject([{ own: true, ephemeralCount: null, expiresMs: null }]);
  expect(blind.map(({ word, line }) => [word, line])).toEqual([
    ['cons', '4lw.commands.whitelist=srvr, cons'],
    ['dump', '4lw.commands.whitelist=srvr, dump'],
  ]);
  const watches = (await asker.get('/api/watches?rows=path')).json<WatchList>();
  expect([watches.totals, watches.blind.map(({ word }) => word)]).toEqual([null, ['wchs', 'wchc']]);
  const word = (await asker.get('/api/words?member=1&word=mntr')).json<WordView>();
  expect([word.raw, word.line]).toEqual([null, '4lw.commands.whitelist=srvr, mntr']);
});

it('closes no session of members that are not ours, and says why', async () => {
  const { sessions } = (await asker.get('/api/sessions')).json<SessionList>();
  const answer = await asker.post('/api/sessions/close', {
    alias: sessions[0]?.alias,
    guard: { reviewed: true },
  });
  expect([answer.status, answer.json<Fault>().code]).toEqual([409, 'NOT_OUR_SESSION']);
});
