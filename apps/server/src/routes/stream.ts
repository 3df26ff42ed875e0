import { PAGE_MESSAGE_RIGHTS } from '@vivarium/contract';
import type { FastifyPluginAsync } from 'fastify';
import type { Deps } from '../deps.ts';
import { PageSocket } from '../stream/page-socket.ts';
import { SocketCount } from '../stream/socket-count.ts';

/** /api/stream: one WebSocket per page. Cookie, Host and Origin were checked at the handshake. */
export const streamRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    const sockets = new SocketCount();
    app.get(
      '/api/stream',
      { websocket: true, config: { right: PAGE_MESSAGE_RIGHTS.hello } },
      (socket, request) => {
        const secret = request.sessionSecret;
        if (!sockets.take(secret)) return socket.close(1013, 'too many pages');
        socket.once('close', () => sockets.give(secret));
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
