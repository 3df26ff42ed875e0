import { fault, type Right } from '@vivarium/contract';
import { VIVARIUM_VERSION } from '@vivarium/host';
import type { FastifyInstance, RouteOptions } from 'fastify';

/** A route as it was registered. */
export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly right: Right | 'open';
  readonly schema: RouteOptions['schema'];
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

/** Notes every route that is registered from now on; the list fills while the plugins load. */
export function noteRoutes(app: FastifyInstance): readonly DeclaredRoute[] {
  const routes: DeclaredRoute[] = [];
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    const right = config?.right;
    if (right === undefined) return;
    for (const each of [method].flat())
      if (each !== 'HEAD') routes.push({ method: each, url, right, schema });
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
      schemas: { Fault: fault },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'vivarium-<port>' } },
    },
  };
}

function operationOf({ url, method, right, schema = {} }: DeclaredRoute): object {
  const query = schema.querystring as ObjectSchema | undefined;
  const parameters = Object.entries(query?.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: query?.required?.includes(name) === true,
    schema: property,
  }));
  const good = (schema.response as Readonly<Record<number, unknown>> | undefined)?.[200];
  const content = (body: unknown) => ({ 'application/json': { schema: body } });
  return {
    operationId: `${method.toLowerCase()}${url.replace(/[^a-z0-9]+(.)?/gi, (_, next = '') => next.toUpperCase())}`,
    /** The right that the session needs; `open` needs no session. */
    'x-right': right,
    ...(right === 'open' ? { security: [] } : { security: [{ session: [] }] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(schema.body === undefined ? {} : { requestBody: { required: true, content: content(schema.body) } }),
    responses: {
      200: { description: 'As asked.', ...(good === undefined ? {} : { content: content(good) }) },
      default: {
        description: 'What was wrong, and what to do.',
        content: content({ $ref: '#/components/schemas/Fault' }),
      },
    },
  };
}
