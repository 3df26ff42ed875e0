import type { FastifyInstance } from 'fastify';
import type { Family } from './prometheus.ts';

interface Count {
  readonly labels: { readonly method: string; readonly route: string; readonly status: string };
  count: number;
  seconds: number;
}

/** Counts the requests of the dashboard by route; routes are a bounded list, addresses are not. */
export class RequestMeter {
  readonly #counts = new Map<string, Count>();

  watch(app: FastifyInstance): void {
    app.addHook('onResponse', async (request, reply) => {
      const labels = {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: String(reply.statusCode),
      };
      const key = `${labels.method} ${labels.route} ${labels.status}`;
      const count = this.#counts.get(key) ?? { labels, count: 0, seconds: 0 };
      this.#counts.set(key, count);
      count.count += 1;
      count.seconds += reply.elapsedTime / 1_000;
    });
  }

  families(): Family[] {
    const all = [...this.#counts.values()];
    return [
      {
        name: 'vivarium_http_requests_total',
        type: 'counter',
        text: 'Requests answered, by route.',
        samples: all.map(({ labels, count }) => ({ labels, value: count })),
      },
      {
        name: 'vivarium_http_request_seconds_total',
        type: 'counter',
        text: 'Time spent on requests, by route.',
        samples: all.map(({ labels, seconds }) => ({ labels, value: seconds })),
      },
    ];
  }
}
