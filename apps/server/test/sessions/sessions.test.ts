import { ZooKeeper } from '@vivarium/client';
import type {
  BlastRadius,
  CloseSessionResult,
  Fault,
  SessionList,
  WatchList,
  WordView,
  ZnodeSessions,
} from '@vivarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asker } from '../asker.ts';
import { startTestDashboard, type TestDashboard } from '../dashboard.ts';

let page: TestDashboard;
let asker: Asker;
let holder: ZooKeeper;
let watcher: ZooKeeper;

const idOf = (client: ZooKeeper) => ('sessionId' in client.state ? client.state.sessionId : null);
const list = async () => (await asker.get('/api/sessions')).json<SessionList>();
const aliasOf = async (client: ZooKeeper) =>
  (await list()).sessions.find(({ id }) => id === idOf(client))?.alias ?? '';

beforeAll(async () => {
  page = await startTestDashboard();
  asker = await Asker.enter(page);
  holder = new ZooKeeper(page.member, { sessionTimeoutMs: 20_000 });
  watcher = new ZooKeeper(page.member);
  await Promise.all([holder.connect(), watcher.connect()]);
  await holder.create('/locks');
  await holder.create('/locks/held', '', { mode: 'ephemeral' });
  await watcher.exists('/locks/held', { watch: () => undefined });
  await watcher.getData('/locks', { watch: () => undefined });
});
afterAll(async () => {
  await Promise.all([holder.close(), watcher.close()]);
  await page.close();
});

describe('sessions', () => {
  it('are told with their address, timeout, countdown and ephemerals, the dashboard’s own marked', async () => {
    const { sessions, timeoutsCount, blind } = await list();
    expect([timeoutsCount, blind]).toEqual([true, []]);
    const mine = sessions.find(({ id }) => id === idOf(holder));
    expect(mine).toMatchObject({ own: false, member: 1, timeoutMs: 20_000, ephemeralCount: 1 });
    expect(mine?.address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect((mine?.expiresMs ?? 0) - (mine?.lastSeenMs ?? 0)).toBe(20_000);
    expect(Math.abs((mine?.expiresMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(sessions.filter(({ own }) => own).length).toBe(1);
    expect(mine?.alias).toMatch(/^s-[0-9a-f]{8}$/);
  });

  it('say what vanishes with them and who is told', async () => {
    const alias = await aliasOf(holder);
    const blast = (await asker.get(`/api/sessions/blast?alias=${alias}`)).json<BlastRadius>();
    const watching = await aliasOf(watcher);
    expect(blast.vanishing).toHaveLength(1);
    expect(blast.vanishing[0]?.path).toBe('/locks/held');
    expect(blast.vanishing[0]?.watchedBy).toContain(watching);
    expect(blast.told).toContain(watching);
    // This member is asked by its words alone.
    expect(blast.blind).toMatchObject([
      { member: 1, word: 'wchc', cause: expect.stringContaining('recursive') },
    ]);
    const absent = await asker.get('/api/sessions/blast?alias=s-00000000');
    expect([absent.status, absent.json<Fault>().code]).toEqual([404, 'NO_SUCH_SESSION']);
  });

  it('are found from a znode: its owner and its watchers', async () => {
    const of = (await asker.get('/api/sessions/of?path=/locks/held')).json<ZnodeSessions>();
    expect(of.owner).toBe(await aliasOf(holder));
    expect(of.watchedBy).toContain(await aliasOf(watcher));
    const plain = (await asker.get('/api/sessions/of?path=/locks')).json<ZnodeSessions>();
    expect([plain.owner, plain.watchedBy?.length]).toEqual([null, 1]);
  });

  it('tell watches in all, by path and by session', async () => {
    const totals = (await asker.get('/api/watches')).json<WatchList>();
    expect(totals.totals?.watches).toBeGreaterThanOrEqual(2);
    expect([totals.byPath, totals.bySession]).toEqual([[], []]);
    const byPath = (await asker.get('/api/watches?rows=path')).json<WatchList>();
    expect(byPath.byPath.map(({ path }) => path)).toContain('/locks/held');
    const bySession = (await asker.get('/api/watches?rows=session')).json<WatchList>();
    const mine = bySession.bySession.find(
      ({ session }) => session === byPath.byPath.find(({ path }) => path === '/locks/held')?.sessions[0],
    );
    expect(mine?.paths).toContain('/locks/held');
  });

  it('are closed as their client would, their ephemerals with them', async () => {
    const dying = new ZooKeeper(page.member);
    await dying.connect();
    await dying.create('/locks/dying', '', { mode: 'ephemeral' });
    const gone = new Promise<void>((resolve) => {
      void watcher.exists('/locks/dying', { watch: () => resolve() });
    });
    const alias = await aliasOf(dying);
    const closed = await asker.post('/api/sessions/close', { alias, guard: { reason: 'stuck' } });
    expect(closed.json<CloseSessionResult>()).toEqual({ alias, vanished: 1 });
    await gone;
    expect(await holder.exists('/locks/dying')).toBeNull();
    expect((await list()).sessions.some((session) => session.alias === alias)).toBe(false);
    expect((await asker.post('/api/sessions/close', { alias })).json<Fault>().code).toBe('NO_SUCH_SESSION');
    await dying.close({ deadlineMs: 100 });
  });
});

describe('four-letter words', () => {
  const ask = async (word: string) => (await asker.get(`/api/words?member=1&word=${word}`)).json<WordView>();

  it('come raw and as pairs', async () => {
    const mntr = await ask('mntr');
    expect(new Map(mntr.pairs).get('zk_server_state')).toBe('standalone');
    expect(mntr.raw).toContain('zk_server_state\tstandalone');
    expect(new Map((await ask('conf')).pairs).get('tickTime')).toMatch(/^\d+$/);
    expect((await ask('ruok')).raw?.trim()).toBe('imok');
  });

  it('are of a fixed list', async () => {
    for (const word of ['stmk', 'kill', 'crst', 'srst', '....']) {
      expect((await asker.get(`/api/words?member=1&word=${word}`)).status).toBe(400);
    }
    const absent = await asker.get('/api/words?member=9&word=ruok');
    expect(absent.json<Fault>().code).toBe('NO_SUCH_MEMBER');
  });
});
