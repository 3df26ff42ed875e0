import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  childrenPage,
  childrenQuery,
  createBody,
  createResult,
  deleteBody,
  deleteResult,
  nodeQuery,
  nodeView,
  setBody,
  setResult,
} from '@vivarium/contract';
import type { FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import type { Author } from '../znodes/znode-writer.ts';

/** A megabyte of data as base64, its path, and some room. */
const BODY_BYTES = 2 * 1_048_576;

/** /api/tree: reading and writing znodes. Paths travel in the query or the body, never in the URL's path. */
export const treeRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const authorOf = (request: FastifyRequest): Author => ({
      who: deps.secrets.session(request.sessionSecret)?.alias ?? 'unknown',
      from: request.ip,
    });
    app.get(
      '/children',
      { config: { right: 'view' }, schema: { querystring: childrenQuery, response: { 200: childrenPage } } },
      (request) => deps.reader.children(request.query.path, request.query.after),
    );
    app.get(
      '/node',
      { config: { right: 'view' }, schema: { querystring: nodeQuery, response: { 200: nodeView } } },
      (request) => deps.reader.node(request.query.path),
    );
    app.post(
      '/create',
      {
        config: { right: 'edit' },
        bodyLimit: BODY_BYTES,
        schema: { body: createBody, response: { 200: createResult } },
      },
      async (request) => ({ path: await deps.writer.create(request.body, authorOf(request)) }),
    );
    app.post(
      '/set',
      {
        config: { right: 'edit' },
        bodyLimit: BODY_BYTES,
        schema: { body: setBody, response: { 200: setResult } },
      },
      async (request) => ({ stat: await deps.writer.set(request.body, authorOf(request)) }),
    );
    app.post(
      '/delete',
      { config: { right: 'edit' }, schema: { body: deleteBody, response: { 200: deleteResult } } },
      async (request) => {
        await deps.writer.delete(request.body, authorOf(request));
        return { path: request.body.path };
      },
    );
  };
