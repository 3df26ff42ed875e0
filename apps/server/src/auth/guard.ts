import type { Right } from '@vivarium/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import { refuse } from '../faults.ts';
import { cookieName, cookieOf } from './cookie.ts';
import { contentPolicy, HEADERS } from './policy.ts';
import { RateLimit } from './rate-limit.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route needs; `open` is for what is served before there is a session. */
    right?: Right | 'open';
  }
  interface FastifyRequest {
    /** The secret of the session that the request came with; empty on open routes. */
    sessionSecret: string;
  }
}

/** What one session may ask, and how often an address may try tokens. */
const API_RATE = { burst: 2_000, perSecond: 200 };
const WRITE_RATE = { burst: 400, perSecond: 50 };
const DOOR_RATE = { burst: 30, perSecond: 1 };

/**
 * The door, in this order: the exact Host (a name that was rebound to loopback is not ours), then for writes
 * and sockets the exact Origin, then the session and its right, then how much it has asked already. Every route must
 * say which right it needs.
 */
export function installGuard(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest('sessionSecret', '');
  app.addHook('onRoute', (route) => {
    if (route.config?.right === undefined) throw new Error(`route ${route.url} names no right`);
  });
  endRefusedHandshakes(app);
  const api = new RateLimit(API_RATE, deps.wallMs);
  const writes = new RateLimit(WRITE_RATE, deps.wallMs);
  const door = new RateLimit(DOOR_RATE, deps.wallMs);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS).header('content-security-policy', contentPolicy(null));
    const hosts = allowedHosts(deps.port());
    const host = request.headers.host;
    if (host === undefined || !hosts.includes(host)) throw refuse('BAD_HOST');
    if (!isOwnOrigin(request, host)) throw refuse('BAD_ORIGIN');
    const { right } = request.routeOptions.config;
    if (right === 'open') {
      if (request.routeOptions.url === '/enter' && !door.take(request.ip)) throw refuse('SLOW_DOWN');
      return;
    }
    const secret = cookieOf(request.headers.cookie, cookieName(deps.port()));
    if (secret === undefined || deps.secrets.session(secret) === null) throw refuse('NO_SESSION');
    if (right !== undefined && !deps.secrets.may(secret, right)) throw refuse('NO_RIGHT', { about: right });
    const isWrite = right === 'edit' || right === 'operate';
    if (!api.take(secret) || (isWrite && !writes.take(secret))) throw refuse('SLOW_DOWN');
    request.sessionSecret = secret;
  });
}

/** A refused handshake leaves its socket without an owner, which would outlive even a stop: it ends here. */
function endRefusedHandshakes(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    if (request.headers.upgrade !== undefined && reply.statusCode >= 400) request.raw.socket.destroySoon();
  });
}

/** We listen on 127.0.0.1 alone; these are its names. */
function allowedHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

function isOwnOrigin(request: FastifyRequest, host: string): boolean {
  const { origin, upgrade } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isRead = (request.method === 'GET' || request.method === 'HEAD') && upgrade === undefined;
  if (origin !== undefined) return origin === `http://${host}`;
  if (!isRead) return false;
  // A link from elsewhere may open a page; it may not read the API.
  return !request.url.startsWith('/api/') || site === undefined || site === 'same-origin' || site === 'none';
}
