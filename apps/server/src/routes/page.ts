import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import { contentPolicy } from '../auth/policy.ts';
import type { Deps } from '../deps.ts';

const HASHED = 'private, max-age=31536000, immutable';
const ROOT_FILES = ['theme.js', 'layers.css', 'favicon.svg'] as const;
const PAGES = ['/', '/c/*', '/jobs', '/jobs/*', '/connections', '/connections/*', '/settings'] as const;

/** The built page: its files by name, and the same document for every address that is a page's. */
export const pageRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    const { webRoot } = deps;
    if (webRoot === null) return;
    await app.register(fastifyStatic, {
      root: webRoot,
      serve: false,
      dotfiles: 'deny',
      cacheControl: false,
    });
    const config = { right: 'view' } as const;
    // Names of built assets carry their hash; everything else must be asked for again.
    app.get<{ Params: { '*': string } }>('/assets/*', { config }, (request, reply) =>
      reply.header('cache-control', HASHED).sendFile(`assets/${request.params['*']}`),
    );
    for (const file of ROOT_FILES) {
      app.get(`/${file}`, { config }, (_request, reply) =>
        reply.header('cache-control', 'no-store').sendFile(file),
      );
    }
    for (const url of PAGES) {
      app.get(url, { config }, async (_request, reply) => {
        const nonce = randomBytes(16).toString('base64');
        const document = await readFile(join(webRoot, 'index.html'), 'utf8');
        return reply
          .header('cache-control', 'no-store')
          .header('content-security-policy', contentPolicy(nonce))
          .type('text/html; charset=utf-8')
          .send(withNonce(document, nonce));
      });
    }
  };

/** The editor adds one style element: it finds the nonce for it here, where styles cannot read it. */
export function withNonce(document: string, nonce: string): string {
  return document.replace('</head>', () => `<meta name="csp-nonce" nonce="${nonce}" /></head>`);
}
