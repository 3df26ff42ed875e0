import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { connectionView, historyQuery, nodeHistory, txnsPage, txnsQuery } from '@vivarium/contract';
import type { Deps } from '../deps.ts';

/** /api/connections, /api/txns, /api/history: by which means the ensemble is seen, and what was seen. */
export const observationRoutes =
  ({ observation }: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/connections',
      { config: { right: 'view' }, schema: { response: { 200: connectionView } } },
      () => observation.connection(),
    );
    app.get(
      '/txns',
      { config: { right: 'view' }, schema: { querystring: txnsQuery, response: { 200: txnsPage } } },
      (request) => observation.txns(request.query),
    );
    app.get(
      '/history',
      { config: { right: 'view' }, schema: { querystring: historyQuery, response: { 200: nodeHistory } } },
      (request) => observation.history(request.query.path),
    );
  };
