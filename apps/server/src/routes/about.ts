import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Deps } from '../deps.ts';
import { ensembleFamilies } from '../metrics/ensemble-families.ts';
import { type Family, prometheusText } from '../metrics/prometheus.ts';
import type { RequestMeter } from '../metrics/request-meter.ts';
import { type DeclaredRoute, openApi } from '../openapi.ts';

/** /api/openapi.json and /metrics: what the server says of itself to other programs. */
export const aboutRoutes =
  (deps: Deps, routes: readonly DeclaredRoute[], meter: RequestMeter): FastifyPluginAsyncTypebox =>
  async (app) => {
    const config = { right: 'view' } as const;
    const document = { config: { ...config, gives: 'application/json' } };
    app.get('/api/openapi.json', document, async (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(JSON.stringify(openApi(routes))),
    );
    app.get('/metrics', { config: { ...config, gives: 'text/plain' } }, async (_request, reply) => {
      const families = [
        ...ownFamilies(deps),
        ...meter.families(),
        ...ensembleFamilies(deps.hub.reset().ensemble),
      ];
      return reply
        .header('cache-control', 'no-store')
        .type('text/plain; version=0.0.4; charset=utf-8')
        .send(prometheusText(families));
    });
  };

function ownFamilies(deps: Deps): Family[] {
  const jobs = new Map<string, number>();
  for (const { state } of deps.jobs.list()) jobs.set(state, (jobs.get(state) ?? 0) + 1);
  const { rss, heapUsed } = process.memoryUsage();
  const gauge = (name: string, text: string, value: number): Family => ({
    name: `vivarium_${name}`,
    type: 'gauge',
    text,
    samples: [{ value }],
  });
  return [
    gauge('uptime_seconds', 'Since the process began.', process.uptime()),
    gauge('resident_memory_bytes', 'Memory of the process.', rss),
    gauge('heap_used_bytes', 'Memory that objects use.', heapUsed),
    gauge('pages', 'Pages that are connected.', deps.hub.size),
    gauge('stream_changes', 'Changes that were told to pages.', deps.hub.seq),
    {
      name: 'vivarium_jobs',
      type: 'gauge',
      text: 'Jobs that are kept, by state.',
      samples: [...jobs].map(([state, value]) => ({ labels: { state }, value })),
    },
  ];
}
