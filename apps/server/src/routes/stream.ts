import { PAGE_MESSAGE_RIGHTS } from '@vivarium/contract';
import type { FastifyPluginAsync } from 'fastify';
import type { Deps } from '../deps.ts';
import { PageSocket } from '../stream/page-socket.ts';

/** A page owns little but its position: see PageSocket. */
const SOCKETS_MAX = 250;

/** /api/stream: one WebSocket per page. Cookie, Host and Origin were checked at the handshake. */
export const streamRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    app.get(
      '/api/stream',
      { websocket: true, config: { right: PAGE_MESSAGE_RIGHTS.hello } },
      (socket, request) => {
        // The plant and the recipes are readers of the hub.
        if (deps.hub.size > SOCKETS_MAX + 1) return socket.close(1013, 'too many pages');
        const secret = request.sessionSecret;
        new PageSocket({
          socket,
          hub: deps.hub,
          admit: (ticket) => deps.secrets.useTicket(ticket, secret),
          isWelcome: () => deps.secrets.session(secret) !== null,
          may: (right) => deps.secrets.may(secret, right),
          onPlant: () => deps.plant.look(),
          onRecipes: () => deps.recipes.look(),
        });
      },
    );
  };
