import { readdirSync, readFileSync } from 'node:fs';
import type { LatencySummary, MemberView } from '@vivarium/engine';
import type { ConnectionCounters } from '../net/client-port.ts';
import type { GaugeOrCounter, Metric, SummaryMetric } from './metric.ts';

/** What the host itself counts. */
export interface HostCounts {
  readonly connections: ConnectionCounters;
  readonly bytesReceived: number;
  readonly connectionsDropped: number;
  readonly uptimeMs: number;
  readonly fsyncMs: LatencySummary;
  readonly snapshotMs: LatencySummary;
  /** From reading the snapshot to the last record of the log. */
  readonly recoveryMs: number;
}

const NOT_COUNTED = { min: 0, max: 0, avg: 0, count: 0, sum: 0 } as const;

/**
 * Values under Apache's names, where Apache's server means the same by them. Latencies in ms.
 * Source: Apache's ZooKeeperServer.registerMetrics and ServerMetrics.
 */
export function collectMetrics(view: MemberView, host: HostCounts): Metric[] {
  const { connections } = host;
  return [
    gauge('avg_latency', view.latencyMs.avg, true),
    gauge('max_latency', Math.round(view.latencyMs.max)),
    gauge('min_latency', Math.round(view.latencyMs.min)),
    gauge('packets_received', view.received),
    gauge('packets_sent', view.sent),
    gauge('num_alive_connections', view.connections + view.secureConnections),
    gauge('outstanding_requests', view.outstanding),
    gauge('uptime', host.uptimeMs),
    gauge('znode_count', view.nodeCount),
    gauge('watch_count', view.watchCount),
    gauge('ephemerals_count', view.ephemeralsCount),
    gauge('approximate_data_size', view.dataSizeBytes),
    gauge('global_sessions', view.globalSessions),
    gauge('local_sessions', 0),
    gauge('open_file_descriptor_count', openFileDescriptors()),
    gauge('max_file_descriptor_count', maxFileDescriptors()),
    gauge('connection_drop_probability', 0, true),
    gauge('last_client_response_size', view.responseBytes.last),
    gauge('max_client_response_size', view.responseBytes.max),
    gauge('min_client_response_size', view.responseBytes.min),
    gauge('outstanding_tls_handshake', connections.outstandingHandshakes),
    gauge('auth_failed_count', view.authFailedCount),
    counter('connection_request_count', view.connectionRequestCount),
    counter('connection_rejected', connections.rejected),
    counter('connection_drop_count', host.connectionsDropped),
    counter('bytes_received_count', host.bytesReceived),
    counter('stale_sessions_expired', view.staleSessionsExpired),
    counter('unsuccessful_handshake', connections.unsuccessfulHandshakes),
    counter('tls_handshake_exceeded', connections.handshakesExceeded),
    counter('digest_mismatches_count', 0),
    counter('unrecoverable_error_count', 0),
    summary('readlatency', view.readLatency),
    summary('updatelatency', view.updateLatency),
    summary('fsynctime', host.fsyncMs),
    summary('snapshottime', host.snapshotMs),
    summary('dbinittime', once(host.recoveryMs)),
  ];
}

/** Of the process, by the names that Prometheus' own libraries use: for its page only. */
export function processMetrics(loopDelay: { readonly mean: number; readonly max: number }): Metric[] {
  const cpu = process.cpuUsage();
  const seconds = (name: string, type: 'gauge' | 'counter', value: number): GaugeOrCounter => ({
    type,
    name,
    value,
    forMonitor: false,
  });
  return [
    seconds('process_resident_memory_bytes', 'gauge', process.memoryUsage.rss()),
    seconds('process_cpu_seconds_total', 'counter', (cpu.user + cpu.system) / 1e6),
    seconds('process_start_time_seconds', 'gauge', performance.timeOrigin / 1000),
    seconds('process_open_fds', 'gauge', openFileDescriptors()),
    seconds('process_max_fds', 'gauge', maxFileDescriptors()),
    seconds('nodejs_eventloop_lag_mean_seconds', 'gauge', nanosToSeconds(loopDelay.mean)),
    seconds('nodejs_eventloop_lag_max_seconds', 'gauge', nanosToSeconds(loopDelay.max)),
  ];
}

export function gauge(name: string, value: number, fraction = false): GaugeOrCounter {
  return { type: 'gauge', name, value, fraction, forMonitor: true };
}

export function counter(name: string, value: number): GaugeOrCounter {
  return { type: 'counter', name, value, forMonitor: true };
}

export function summary(name: string, value: LatencySummary): SummaryMetric {
  return { type: 'summary', name, value };
}

function once(ms: number): LatencySummary {
  return ms < 0 ? NOT_COUNTED : { min: ms, max: ms, avg: ms, count: 1, sum: ms };
}

/** The histogram's mean is not a number before its first sample. */
function nanosToSeconds(nanos: number): number {
  return Number.isFinite(nanos) ? nanos / 1e9 : 0;
}

/** -1 where the system does not tell. */
function openFileDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return -1;
  }
}

function maxFileDescriptors(): number {
  try {
    const limit = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined || limit === 'unlimited' ? -1 : Number(limit);
  } catch {
    return -1;
  }
}
