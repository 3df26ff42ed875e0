import { request as httpRequest } from 'node:http';
import { expect, test } from './vivarium.ts';

/** The status of a request with exactly these headers. */
function status(url: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

test('without the token nothing is shown, and the token works once', async ({ page, vivarium, browser }) => {
  await vivarium.open(page);
  const stranger = await browser.newContext();
  const theirs = await stranger.newPage();
  expect((await theirs.goto(`${vivarium.origin}/`))?.status()).toBe(401);
  await expect(theirs.getByRole('heading', { name: 'No session' })).toBeVisible();
  expect((await theirs.goto(vivarium.url))?.status()).toBe(401);
  await stranger.close();
});

test('another Host and another Origin are refused even with the session', async ({ page, vivarium }) => {
  await vivarium.open(page);
  const cookie = vivarium.cookieHeader();
  const { origin } = vivarium;
  const node = `${origin}/api/tree/node?path=/`;
  expect(await status(node, { cookie })).toBe(200);
  expect(await status(node, { cookie, host: 'evil.example' })).toBe(421);
  expect(await status(`${origin}/api/ticket`, { cookie, origin: 'http://evil.example' }, 'POST')).toBe(403);
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  const handshake = { ...upgrade, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', cookie };
  expect(await status(`${origin}/api/stream`, { ...handshake, origin: 'http://evil.example' })).toBe(403);
});
