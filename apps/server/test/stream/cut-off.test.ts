import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { enter, startTestDashboard } from '../dashboard.ts';

/** Less than the half minute in which a socket is given up by itself. */
const PATIENCE_MS = 20_000;

it('a stop does not wait for a page that answers nothing', async () => {
  const page = await startTestDashboard();
  const cookie = await enter(page);
  const { port } = page.serving;
  const asleep = connect({ host: '127.0.0.1', port });
  asleep.on('error', () => undefined);
  const lines = [
    'GET /api/stream HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Origin: ${page.base}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
    `Cookie: ${cookie}`,
  ];
  asleep.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(asleep, 'data')) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1.1 101 /);
  const fromMs = performance.now();
  await page.close();
  expect(performance.now() - fromMs).toBeLessThan(PATIENCE_MS);
  asleep.destroy();
});
