import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { authBody, identityView, nodeQuery, quotaBody, quotaView } from '@vivarium/contract';
import type { Deps } from '../deps.ts';
import { PATIENT_TIMEOUT_MS } from '../timeouts.ts';
import { authorOf } from './author-of.ts';

/** /api/quota and /api/identity: what a subtree may hold, and as whom the dashboard is seen. */
export const accessRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/quota',
      { config: { right: 'view' }, schema: { querystring: nodeQuery, response: { 200: quotaView } } },
      (request) => deps.quotas.read(request.query.path),
    );
    app.post(
      '/quota',
      { config: { right: 'edit' }, schema: { body: quotaBody, response: { 200: quotaView } } },
      (request) => deps.quotas.write(request.body, authorOf(deps, request)),
    );
    app.get('/identity', { config: { right: 'view' }, schema: { response: { 200: identityView } } }, () =>
      deps.identity.read(),
    );
    app.post(
      '/identity',
      {
        config: { right: 'edit' },
        handlerTimeout: PATIENT_TIMEOUT_MS,
        schema: { body: authBody, response: { 200: identityView } },
      },
      (request) => deps.identity.add(request.body, authorOf(deps, request)),
    );
  };
