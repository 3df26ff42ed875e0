import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  accessView,
  aclBody,
  aclResult,
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
import type { Deps } from '../deps.ts';
import { authorOf } from './author-of.ts';

/** A megabyte of data as base64, its path, and some room. */
const BODY_BYTES = 2 * 1_048_576;

/** /api/tree: reading and writing znodes. Paths travel in the query or the body, never in the URL's path. */
export const treeRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/children',
      { config: { right: 'view' }, schema: { querystring: childrenQuery, response: { 200: childrenPage } } },
      (request) => {
        const { path, after, order = 'name', descending } = request.query;
        return deps.reader.children(path, after, { order, isDescending: descending === 'true' });
      },
    );
    app.get(
      '/node',
      { config: { right: 'view' }, schema: { querystring: nodeQuery, response: { 200: nodeView } } },
      (request) => deps.reader.node(request.query.path),
    );
    app.get(
      '/access',
      { config: { right: 'view' }, schema: { querystring: nodeQuery, response: { 200: accessView } } },
      (request) => deps.reader.access(request.query.path),
    );
    app.post(
      '/create',
      {
        config: { right: 'edit' },
        bodyLimit: BODY_BYTES,
        schema: { body: createBody, response: { 200: createResult } },
      },
      async (request) => {
        const { body } = request;
        const { value: path, ...offer } = await deps.writer.create(body, authorOf(deps, request, body.guard));
        return { path, ...offer };
      },
    );
    app.post(
      '/set',
      {
        config: { right: 'edit' },
        bodyLimit: BODY_BYTES,
        schema: { body: setBody, response: { 200: setResult } },
      },
      async (request) => {
        const { body } = request;
        const { value: stat, ...offer } = await deps.writer.set(body, authorOf(deps, request, body.guard));
        return { stat, ...offer };
      },
    );
    app.post(
      '/delete',
      { config: { right: 'edit' }, schema: { body: deleteBody, response: { 200: deleteResult } } },
      async (request) => {
        const { body } = request;
        const { undo } = await deps.writer.delete(body, authorOf(deps, request, body.guard));
        return { path: body.path, ...(undo === undefined ? {} : { undo }) };
      },
    );
    app.post(
      '/acl',
      { config: { right: 'edit' }, schema: { body: aclBody, response: { 200: aclResult } } },
      async (request) => {
        const { body } = request;
        const { value: stat, undo } = await deps.writer.setAcl(body, authorOf(deps, request, body.guard));
        return { stat, undo: undo ?? null };
      },
    );
  };
