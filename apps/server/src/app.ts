import websocket from '@fastify/websocket';
import { ZooKeeperError } from '@vivarium/client';
import { MESSAGE_BYTES_MAX } from '@vivarium/contract';
import type { FastifyError, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { isVisit, showRefusal } from './auth/door-page.ts';
import { installGuard } from './auth/guard.ts';
import type { Deps } from './deps.ts';
import { asFaultError, FaultError, refuse } from './faults.ts';
import { RequestMeter } from './metrics/request-meter.ts';
import { noteRoutes } from './openapi.ts';
import { aboutRoutes } from './routes/about.ts';
import { accessRoutes } from './routes/access.ts';
import { auditRoutes } from './routes/audit.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { connectionRoutes } from './routes/connections.ts';
import { demoRoutes } from './routes/demo.ts';
import { doorRoutes } from './routes/door.ts';
import { ensembleRoutes } from './routes/ensemble.ts';
import { guardRoutes } from './routes/guard.ts';
import { jobRoutes } from './routes/jobs.ts';
import { observationRoutes } from './routes/observation.ts';
import { pageRoutes } from './routes/page.ts';
import { recipeRoutes } from './routes/recipes.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { shellRoutes } from './routes/shell.ts';
import { streamRoutes } from './routes/stream.ts';
import { treeRoutes } from './routes/tree.ts';
import { cutOffSilentPages } from './stream/cut-off.ts';

/** The dashboard as a plugin of its dependencies: the server listens with it, tests inject into it. */
export const dashboard =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    app.setErrorHandler((error: FastifyError, request, reply) => {
      const known = ofTimeout(error, request) ?? ofFastify(error) ?? asFaultError(error);
      if (known.fault.code === 'INTERNAL') deps.log(`request failed: ${error.stack ?? error.message}`);
      if (isVisit(request)) return showRefusal(request, reply, known);
      return reply.code(known.status).header('cache-control', 'no-store').send(known.fault);
    });
    app.setNotFoundHandler(() => {
      throw refuse('NOT_FOUND');
    });
    const routes = noteRoutes(app);
    const meter = new RequestMeter();
    meter.watch(app);
    installGuard(app, deps);
    await app.register(websocket, {
      options: { maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false },
    });
    cutOffSilentPages(app);
    app.addHook('onSend', async (request, reply) => {
      if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    });
    await app.register(doorRoutes(deps));
    await app.register(streamRoutes(deps));
    await app.register(treeRoutes(deps), { prefix: '/api/tree' });
    await app.register(guardRoutes(deps), { prefix: '/api' });
    await app.register(bulkRoutes(deps), { prefix: '/api' });
    await app.register(sessionRoutes(deps), { prefix: '/api' });
    await app.register(accessRoutes(deps), { prefix: '/api' });
    await app.register(auditRoutes(deps), { prefix: '/api/audit' });
    await app.register(jobRoutes(deps), { prefix: '/api/jobs' });
    await app.register(ensembleRoutes(deps), { prefix: '/api/ensemble' });
    await app.register(demoRoutes(deps), { prefix: '/api/demo' });
    await app.register(recipeRoutes(deps), { prefix: '/api/recipes' });
    await app.register(shellRoutes(deps), { prefix: '/api/shell' });
    await app.register(observationRoutes(deps), { prefix: '/api' });
    await app.register(connectionRoutes(deps), { prefix: '/api/connections' });
    await app.register(aboutRoutes(deps, routes, meter));
    await app.register(pageRoutes(deps));
  };

/** The work goes on: what it was to change may still change. */
function ofTimeout({ code }: FastifyError, { routeOptions }: FastifyRequest): FaultError | null {
  if (code !== 'FST_ERR_HANDLER_TIMEOUT') return null;
  const { right } = routeOptions.config;
  return refuse(right === 'edit' || right === 'operate' ? 'UNKNOWN_OUTCOME' : 'OPERATIONTIMEOUT');
}

/** Refusals that Fastify itself makes: schema, size, content type. */
function ofFastify(error: FastifyError | ZooKeeperError | FaultError): FaultError | null {
  if (error instanceof FaultError || error instanceof ZooKeeperError) return null;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refuse('TOO_LARGE');
  if (error.validation !== undefined) return refuse('BAD_REQUEST');
  if (error.code?.startsWith('FST_ERR_CTP') === true) return refuse('BAD_REQUEST');
  return error.statusCode !== undefined && error.statusCode < 500 ? refuse('BAD_REQUEST') : null;
}
