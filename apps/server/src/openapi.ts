import { fault, PAGE_MESSAGE_RIGHTS, pageMessage, type Right, serverMessage } from '@vivarium/contract';
import { VIVARIUM_VERSION } from '@vivarium/host';
import type { FastifyInstance, RouteOptions } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Media type of a body that is no JSON. */
    takes?: string;
    /** Media type of an answer that no schema describes. */
    gives?: string;
  }
}

/** A route as it was registered. */
export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly right: Right | 'open';
  readonly schema: RouteOptions['schema'];
  readonly takes: string | null;
  readonly gives: string | null;
  readonly websocket: boolean;
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

/** Notes every route that is registered from now on; the list fills while the plugins load. */
export function noteRoutes(app: FastifyInstance): readonly DeclaredRoute[] {
  const routes: DeclaredRoute[] = [];
  app.addHook('onRoute', ({ method, url, config, schema, websocket = false }) => {
    if (config?.right === undefined) return;
    const { right, takes = null, gives = null } = config;
    for (const each of [method].flat())
      if (each !== 'HEAD') routes.push({ method: each, url, right, schema, takes, gives, websocket });
  });
  return routes;
}

/** The API as OpenAPI 3.1, made from the very schemas that requests are checked against. */
export function openApi(routes: readonly DeclaredRoute[]): object {
  const paths = new Map<string, Map<string, object>>();
  for (const route of routes) {
    if (!route.url.startsWith('/api') && !['/healthz', '/metrics'].includes(route.url)) continue;
    const url = route.url.length > 1 ? route.url.replace(/\/$/, '') : route.url;
    const operations = paths.get(url) ?? new Map<string, object>();
    paths.set(url, operations);
    operations.set(route.method.toLowerCase(), operationOf(route));
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Vivarium', version: VIVARIUM_VERSION },
    paths: Object.fromEntries([...paths].map(([url, operations]) => [url, Object.fromEntries(operations)])),
    components: {
      schemas: { Fault: fault, PageMessage: pageMessage, ServerMessage: serverMessage },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'vivarium-<port>' } },
    },
  };
}

function operationOf(route: DeclaredRoute): object {
  const { url, method, right, schema = {}, websocket } = route;
  const query = schema.querystring as ObjectSchema | undefined;
  const parameters = Object.entries(query?.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: query?.required?.includes(name) === true,
    schema: property,
  }));
  return {
    operationId: `${method.toLowerCase()}${url.replace(/[^a-z0-9]+(.)?/gi, (_, next = '') => next.toUpperCase())}`,
    /** The right that the session needs; `open` needs no session. */
    'x-right': right,
    ...(right === 'open' ? { security: [] } : { security: [{ session: [] }] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...bodyOf(route),
    /** The right that each message of a page needs. */
    ...(websocket ? { 'x-messages': PAGE_MESSAGE_RIGHTS } : {}),
    responses: {
      ...goodOf(route),
      default: {
        description: 'What was wrong, and what to do.',
        content: json({ $ref: '#/components/schemas/Fault' }),
      },
    },
  };
}

const json = (schema: unknown) => ({ 'application/json': { schema } });
const bytes = (type: string) => ({ [type]: { schema: { type: 'string', format: 'binary' } } });

function bodyOf({ schema, takes }: DeclaredRoute): object {
  if (takes !== null) return { requestBody: { required: true, content: bytes(takes) } };
  return schema?.body === undefined ? {} : { requestBody: { required: true, content: json(schema.body) } };
}

function goodOf({ schema, gives, websocket }: DeclaredRoute): object {
  if (websocket)
    return { 101: { description: 'A WebSocket: PageMessage goes in, ServerMessage comes out.' } };
  const good = (schema?.response as Readonly<Record<number, unknown>> | undefined)?.[200];
  const content = gives === null ? json(good) : bytes(gives);
  return { 200: { description: 'As asked.', content } };
}
