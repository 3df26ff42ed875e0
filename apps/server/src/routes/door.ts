import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ticketResult } from '@vivarium/contract';
import Type from 'typebox';
import { cookieName, sessionCookie } from '../auth/cookie.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../faults.ts';

/**
 * A cookie that is Strict is not sent along a redirect that another site began; a page of ours that moves on
 * by itself is our own navigation, and takes it.
 */
const ENTERED =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Vivarium</title>' +
  '<meta http-equiv="refresh" content="0;url=/"><p><a href="/">Vivarium</a></p></html>';

const HEALTHY = Type.Object({ status: Type.Literal('ok') });
const NOTHING = Type.Object({});

/** /enter, /api/ticket, /api/leave, /healthz: how one comes in and goes. */
export const doorRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/healthz',
      { config: { right: 'open' }, schema: { response: { 200: HEALTHY } } },
      async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }),
    );
    app.get(
      '/enter',
      {
        config: { right: 'open' },
        schema: { querystring: Type.Object({ token: Type.String({ maxLength: 128 }) }) },
      },
      async (request, reply) => {
        const secret = deps.secrets.redeem(request.query.token);
        if (secret === null) throw refuse('NO_SESSION');
        return reply
          .header('set-cookie', sessionCookie(cookieName(deps.port()), secret))
          .header('cache-control', 'no-store')
          .type('text/html; charset=utf-8')
          .send(ENTERED);
      },
    );
    app.post(
      '/api/leave',
      { config: { right: 'view' }, schema: { response: { 200: NOTHING } } },
      async (request, reply) => {
        deps.secrets.end(request.sessionSecret);
        return reply.header('cache-control', 'no-store').send({});
      },
    );
    app.post(
      '/api/ticket',
      { config: { right: 'view' }, schema: { response: { 200: ticketResult } } },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        return { ticket: deps.secrets.newTicket(request.sessionSecret) };
      },
    );
  };
