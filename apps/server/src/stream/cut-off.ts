import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How long pages get to answer that their sockets are closed, ms. */
const ANSWER_MS = 500;

/**
 * A page that is asleep answers nothing, and a server is not closed before its last socket is: without this a stop would
 * wait half a minute for it. To be installed behind the plugin that tells the pages.
 */
export function cutOffSilentPages(app: FastifyInstance): void {
  app.addHook('preClose', async () => {
    const pages = [...app.websocketServer.clients];
    const answered = Promise.all(pages.map((page) => once(page, 'close')));
    await Promise.race([answered, delay(ANSWER_MS, undefined, { ref: false })]);
    for (const page of pages) page.terminate();
  });
}
