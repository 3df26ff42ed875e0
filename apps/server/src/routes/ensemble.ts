import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  canaryBody,
  controlBody,
  controlResult,
  failoverQuery,
  failoverView,
  standingView,
} from '@vivarium/contract';
import type { Deps } from '../deps.ts';
import { refuse } from '../faults.ts';
import { PATIENT_TIMEOUT_MS } from '../timeouts.ts';
import { authorOf } from './author-of.ts';

/** /api/ensemble: the records of elections, and what may be done to members that are ours. */
export const ensembleRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/failover',
      { config: { right: 'view' }, schema: { querystring: failoverQuery, response: { 200: failoverView } } },
      async (request) => {
        const found = deps.ensemble.failover(Number(request.query.id));
        if (found === null) throw refuse('NOT_FOUND');
        return found;
      },
    );
    app.post(
      '/control',
      {
        config: { right: 'operate' },
        handlerTimeout: PATIENT_TIMEOUT_MS,
        schema: { body: controlBody, response: { 200: controlResult } },
      },
      async (request) => {
        if (deps.ensemble.controls === null) throw refuse('NOT_EMBEDDED');
        return { consequence: await deps.ensemble.controls.act(request.body, authorOf(deps, request)) };
      },
    );
    app.post(
      '/canary',
      { config: { right: 'edit' }, schema: { body: canaryBody, response: { 200: standingView } } },
      (request) => deps.ensemble.switchCanary(request.body.enabled),
    );
  };
