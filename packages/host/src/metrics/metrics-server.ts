import { createServer } from 'node:http';
import type { MetricsConfig } from '../config/zoo-config.ts';
import { PROMETHEUS_CONTENT_TYPE } from './prometheus-text.ts';

const REQUEST_TIMEOUT_MS = 5000;
const MAX_CONNECTIONS = 50;

export interface MetricsServer {
  readonly port: number;
  close(): void;
}

/**
 * Serves `GET /metrics`. No other path or method exists, and nothing of a request's body is read.
 *
 * @throws the system's error when the port cannot be had
 */
export function openMetricsServer(config: MetricsConfig, render: () => string): Promise<MetricsServer> {
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      const isMetrics = request.url?.split('?')[0] === '/metrics';
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      if (!isMetrics || !isRead) {
        response.writeHead(isMetrics ? 405 : 404, { 'content-type': 'text/plain', connection: 'close' });
        response.end(isMetrics ? 'only GET\n' : 'only /metrics\n');
        return;
      }
      response.writeHead(200, { 'content-type': PROMETHEUS_CONTENT_TYPE, 'cache-control': 'no-store' });
      response.end(render());
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a TCP port has a number');
      const close = () => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ port: address.port, close });
    });
  });
}
