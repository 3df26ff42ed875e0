import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { auditCheck, auditPage, auditQuery } from '@vivarium/contract';
import { checkAudit, searchAudit } from '../audit/audit-search.ts';
import type { Deps } from '../deps.ts';

/** /api/audit: who did what from here. Nothing of it can be changed or deleted from here. */
export const auditRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const config = { right: 'view' } as const;
    app.get('/', { config, schema: { querystring: auditQuery, response: { 200: auditPage } } }, (request) =>
      searchAudit(deps.audit.path, request.query, (id) => deps.undo.has(id)),
    );
    app.get('/check', { config, schema: { response: { 200: auditCheck } } }, () =>
      checkAudit(deps.audit.path),
    );
  };
