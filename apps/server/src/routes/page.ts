import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import type { Deps } from '../deps.ts';

const HASHED = 'private, max-age=31536000, immutable';
const ROOT_FILES = ['theme.js', 'layers.css', 'favicon.svg'] as const;

/** The built page: its files by name, and the same document for every address that is a page's. */
export const pageRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    if (deps.webRoot === null) return;
    await app.register(fastifyStatic, {
      root: deps.webRoot,
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
    for (const url of ['/', '/c/*']) {
      app.get(url, { config }, (_request, reply) =>
        reply.header('cache-control', 'no-store').sendFile('index.html'),
      );
    }
  };
