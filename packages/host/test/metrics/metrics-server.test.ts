import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Metric } from '../../src/metrics/metric.ts';
import { type MetricsServer, openMetricsServer } from '../../src/metrics/metrics-server.ts';
import { prometheusText } from '../../src/metrics/prometheus-text.ts';

const metrics: Metric[] = [
  { type: 'gauge', name: 'znode_count', value: 5, forMonitor: true },
  { type: 'gauge', name: 'avg_latency', value: 0.25, fraction: true, forMonitor: true },
  { type: 'counter', name: 'looking_count', value: 0, forMonitor: true },
  { type: 'summary', name: 'fsynctime', value: { min: 1, max: 3, avg: 2, count: 2, sum: 4 } },
];

const text = `# HELP znode_count znode_count
# TYPE znode_count gauge
znode_count 5
# HELP avg_latency avg_latency
# TYPE avg_latency gauge
avg_latency 0.25
# HELP looking_count looking_count
# TYPE looking_count counter
looking_count 0
# HELP fsynctime fsynctime
# TYPE fsynctime summary
fsynctime_count 2
fsynctime_sum 4
`;

describe('the metrics endpoint', () => {
  let server: MetricsServer;
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);

  beforeAll(async () => {
    server = await openMetricsServer({ host: '127.0.0.1', port: 0 }, () => prometheusText(metrics));
  });
  afterAll(() => server.close());

  it('serves the text format', async () => {
    const response = await ask('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toBe(text);
  });

  it('has no other path and no other method', async () => {
    expect((await ask('/')).status).toBe(404);
    expect((await ask('/metrics', { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('says which port is taken', async () => {
    const again = openMetricsServer({ host: '127.0.0.1', port: server.port }, () => '');
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
