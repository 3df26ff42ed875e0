import type { WriteGuard } from '@vivarium/contract';
import type { FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import type { Author } from '../guard/author.ts';

/** Who a request comes from, by alias, with what it says for the guard. */
export function authorOf(deps: Deps, request: FastifyRequest, guard?: WriteGuard): Author {
  const who = deps.secrets.session(request.sessionSecret)?.alias ?? 'unknown';
  return { who, from: request.ip, guard };
}
