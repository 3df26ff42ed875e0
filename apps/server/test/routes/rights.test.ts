import { type Fault, pageMessage, type Right, right, UPLOAD_TYPE } from '@vivarium/contract';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installGuard } from '../../src/auth/guard.ts';
import type { Deps } from '../../src/deps.ts';
import { enter, startTestDashboard, type TestDashboard } from '../dashboard.ts';
import { send } from '../send.ts';

interface Operation {
  readonly operationId: string;
  readonly 'x-right': Right | 'open';
  readonly 'x-messages'?: Readonly<Record<string, Right>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema?: object }>> }>
  >;
}

const RIGHTS = right.anyOf.map((each) => each.const);
const OTHERS = ['/api/leave', '/api/stream'];

let page: TestDashboard;
let routes: { readonly url: string; readonly method: string; readonly operation: Operation }[];
let document: { openapi: string; paths: Record<string, Record<string, Operation>> };

const headersOf = async (rights: readonly Right[]) => ({
  cookie: await enter(page, new Set(rights)),
  origin: page.base,
});

beforeAll(async () => {
  page = await startTestDashboard();
  const sent = await send(`${page.base}/api/openapi.json`, { headers: await headersOf(['view']) });
  document = sent.json();
  routes = Object.entries(document.paths).flatMap(([url, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      url,
      method: method.toUpperCase(),
      operation,
    })),
  );
});
afterAll(() => page.close());

describe('the table of routes', () => {
  it('is told as OpenAPI, with every route, its right, and names of its own', () => {
    expect(document.openapi).toBe('3.1.0');
    const known = routes.map(({ method, url }) => `${method} ${url}`);
    for (const route of [
      'GET /api/tree/node',
      'POST /api/bulk/delete',
      'GET /metrics',
      'POST /api/ensemble/control',
    ]) {
      expect(known).toContain(route);
    }
    const ids = routes.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const rights = [...RIGHTS, 'open'];
    expect(routes.filter(({ operation }) => !rights.includes(operation['x-right']))).toEqual([]);
    const open = routes.filter(({ operation }) => operation['x-right'] === 'open').map(({ url }) => url);
    expect(open).toEqual(['/healthz']);
    // What changes anything is never open to who may only look.
    const harmless =
      /^\/api\/(ticket|leave|bulk\/(delete-plan|search|sizes)|transfer\/(export|import-plan)|shell|plant)/;
    const lax = routes.filter(
      ({ method, url, operation }) =>
        method === 'POST' && operation['x-right'] === 'view' && !harmless.test(url),
    );
    expect(lax.map(({ url }) => url)).toEqual([]);
  });

  it('describes what every route takes and gives, and names the right of every message', () => {
    for (const { method, url, operation } of routes) {
      const { 200: good, 101: upgraded } = operation.responses;
      const [described] = Object.values(good?.content ?? {});
      expect([url, described?.schema !== undefined || upgraded !== undefined]).toEqual([url, true]);
      const needsNothing = method === 'GET' || ['/api/ticket', '/api/leave'].includes(url);
      expect([url, operation.requestBody !== undefined]).toEqual([url, !needsNothing]);
    }
    const one = (url: string, method = 'get') => document.paths[url]?.[method];
    expect(Object.keys(one('/metrics')?.responses[200]?.content ?? {})).toEqual(['text/plain']);
    expect(Object.keys(one('/api/transfer/upload', 'post')?.requestBody?.content ?? {})).toEqual([
      UPLOAD_TYPE,
    ]);
    const types = pageMessage.anyOf.map(({ properties }) => properties.type.const);
    expect(Object.keys(one('/api/stream')?.['x-messages'] ?? {})).toEqual(types);
  });

  it.each(RIGHTS)('keeps who lacks the right to %s from every route that needs it', async (wanted) => {
    const headers = await headersOf(RIGHTS.filter((each) => each !== wanted));
    for (const { url, method, operation } of routes) {
      const isOurs = operation['x-right'] === wanted && !OTHERS.includes(url);
      if (!isOurs) continue;
      const answer = await send(`${page.base}${url}`, {
        method,
        headers,
        body: method === 'POST' ? {} : undefined,
      });
      expect([method, url, answer.status, answer.json<Fault>().code]).toEqual([method, url, 403, 'NO_RIGHT']);
      expect(answer.json<Fault>().about).toBe(wanted);
    }
  });

  it.each(RIGHTS)('lets who has only the right to %s pass to those that need it', async (wanted) => {
    const headers = await headersOf([wanted]);
    for (const { url, method, operation } of routes) {
      if (operation['x-right'] !== wanted || OTHERS.includes(url)) continue;
      const answer = await send(`${page.base}${url}`, {
        method,
        headers,
        body: method === 'POST' ? {} : undefined,
      });
      expect([method, url, [401, 403].includes(answer.status)]).toEqual([method, url, false]);
    }
  });

  it('takes no route without a right', () => {
    const app = Fastify();
    const clock = { wallMs: () => 0 };
    installGuard(app, clock as Deps);
    expect(() => app.get('/x', () => '')).toThrow('names no right');
  });

  it('shows ids of sessions only to who may edit: they are credentials', async () => {
    const asked = async (rights: readonly Right[]) =>
      (await send(`${page.base}/api/sessions`, { headers: await headersOf(rights) })).json<{
        sessions: { id: string | null }[];
      }>();
    // One whose connection broke while it was made is told until it expires: it is no less a credential.
    const shown = (await asked(['view'])).sessions.map(({ id }) => id);
    expect([shown.length > 0, shown.filter((id) => id !== null)]).toEqual([true, []]);
    for (const { id } of (await asked(['view', 'edit'])).sessions) expect(id).toMatch(/^0x/);
    const cons = await send(`${page.base}/api/words?member=1&word=cons`, {
      headers: await headersOf(['view']),
    });
    expect(cons.text).toMatch(/sid=s-[0-9a-f]{8}/);
    expect(cons.text).not.toMatch(/sid=0x/);
  });
});

describe('/metrics', () => {
  it('tells of the dashboard and of the ensemble, and of nobody’s session', async () => {
    const { text, headers } = await send(`${page.base}/metrics`, { headers: await headersOf(['view']) });
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toMatch(/^vivarium_member_up\{member="1",name="zk-1"\} [01]$/m);
    expect(text).toMatch(
      /^vivarium_http_requests_total\{method="GET",route="\/api\/openapi.json",status="200"\} \d+$/m,
    );
    expect(text).not.toContain('NaN');
    expect(text).not.toMatch(/0x[0-9a-f]{6}/);
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[^{}]*\})? -?[0-9.e+-]+)$/);
    }
  });
});

describe('leaving', () => {
  it('ends the session at once', async () => {
    const headers = await headersOf(['view']);
    expect((await send(`${page.base}/api/leave`, { method: 'POST', headers, body: {} })).status).toBe(200);
    expect((await send(`${page.base}/api/guard`, { headers })).status).toBe(401);
  });
});
