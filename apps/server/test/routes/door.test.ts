import type { Fault, TicketResult } from '@vivarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enter, startTestDashboard, type TestDashboard } from '../dashboard.ts';
import { send } from '../send.ts';

let page: TestDashboard;
let cookie: string;

beforeAll(async () => {
  page = await startTestDashboard();
  cookie = await enter(page);
});
afterAll(() => page.close());

describe('the door', () => {
  it('tells its health to anyone on this machine, and nothing else', async () => {
    expect((await send(`${page.base}/healthz`)).status).toBe(200);
    for (const path of ['/', '/c/local/tree', '/theme.js', '/api/tree/node?path=/', '/api/nothing']) {
      const answer = await send(`${page.base}${path}`);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.text).not.toContain('zookeeper');
    }
  });

  it('gives a session for a token once', async () => {
    const { pathname, search } = new URL(page.serving.newUrl());
    const first = await send(`${page.base}${pathname}${search}`);
    expect(first.status).toBe(200);
    expect(first.headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const second = await send(`${page.base}${pathname}${search}`);
    expect([second.status, second.json<Fault>().code]).toEqual([401, 'NO_SESSION']);
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('tells a browser why it is turned away, in its language and with nothing of what it sent', async () => {
    const visit = (path: string, more: Record<string, string> = {}) =>
      send(`${page.base}${path}`, { headers: { accept: 'text/html', ...more } });
    const english = await visit('/c/local');
    expect([english.status, english.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
    expect(english.text).toContain('No session');
    expect((await visit('/', { 'accept-language': 'zh-CN,zh;q=0.9' })).text).toContain('没有会话');
    const elsewhere = await visit('/', { host: 'evil.example' });
    expect([elsewhere.status, elsewhere.text.includes('evil')]).toEqual([421, false]);
    const nowhere = await visit('/<script>alert(1)</script>', { cookie });
    expect([nowhere.status, nowhere.text.includes('alert')]).toEqual([404, false]);
    expect((await visit('/enter?token=used')).status).toBe(401);
    for (const answer of [english, elsewhere, nowhere])
      expect(answer.headers['content-security-policy']).toMatch(/style-src 'self' 'nonce-[\w+/=]+'/);
  });

  it('answers for its own names only, whatever the session', async () => {
    const { port } = page.serving;
    const asked = (host: string) => send(`${page.base}/api/tree/node?path=/`, { headers: { host, cookie } });
    expect((await asked(`127.0.0.1:${port}`)).status).toBe(200);
    expect((await asked(`localhost:${port}`)).status).toBe(200);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1.evil.example:${port}`,
    ]) {
      const answer = await asked(host);
      expect([host, answer.status, answer.json<Fault>().code]).toEqual([host, 421, 'BAD_HOST']);
    }
  });

  it('takes writes from its own page only', async () => {
    const body = { path: '/from-elsewhere', data: '', kind: 'persistent' };
    for (const origin of [
      undefined,
      'null',
      'http://evil.example',
      `${page.base}.evil.example`,
      'http://127.0.0.1',
    ]) {
      const headers = { cookie, ...(origin === undefined ? {} : { origin }) };
      const answer = await send(`${page.base}/api/tree/create`, { method: 'POST', headers, body });
      expect([origin, answer.status, answer.json<Fault>().code]).toEqual([origin, 403, 'BAD_ORIGIN']);
    }
    const answer = await send(`${page.base}/api/tree/node?path=/from-elsewhere`, { headers: { cookie } });
    expect(answer.status).toBe(404);
  });

  it('keeps the API from pages of other sites even when they only read', async () => {
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    const answer = await send(`${page.base}/api/tree/node?path=/`, { headers });
    expect([answer.status, answer.json<Fault>().code]).toEqual([403, 'BAD_ORIGIN']);
  });

  it('sends a policy that allows nothing from elsewhere and nothing inline', async () => {
    const { headers } = await send(`${page.base}/healthz`);
    const policy = String(headers['content-security-policy']);
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it('sells tickets to sessions only', async () => {
    const headers = { origin: page.base };
    const without = await send(`${page.base}/api/ticket`, { method: 'POST', headers, body: {} });
    expect(without.status).toBe(401);
    const withOne = await send(`${page.base}/api/ticket`, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: {},
    });
    expect(withOne.json<TicketResult>().ticket).toMatch(/^[\w-]{43}$/);
  });
});
