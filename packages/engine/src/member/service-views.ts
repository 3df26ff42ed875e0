import { NO_SESSION, type SessionId } from '@vivarium/jute';
import type { Mode } from '@vivarium/timeline';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { ServerState } from '../pipeline/server-state.ts';
import type { Connection } from './connection.ts';
import type { ConnectionId } from './input.ts';
import type { ConnectionView, MemberView, SessionView, WatchView } from './view.ts';

/** What a host may show of a member: four-letter words, metrics, the dashboard. */
export class ServiceViews {
  private readonly state: ServerState;
  private readonly pipeline: Pipeline;
  private readonly connections: ReadonlyMap<ConnectionId, Connection>;

  constructor(state: ServerState, pipeline: Pipeline, connections: ReadonlyMap<ConnectionId, Connection>) {
    this.state = state;
    this.pipeline = pipeline;
    this.connections = connections;
  }

  view(mode: Mode, serving: boolean): MemberView {
    const { config, tree, sessions, statistics, watches } = this.state;
    let secureConnections = 0;
    for (const connection of this.connections.values()) if (connection.origin.secure) secureConnections++;
    return {
      sid: config.sid,
      mode,
      serving,
      zxid: tree.lastProcessedZxid,
      nodeCount: tree.nodeCount,
      dataSizeBytes: tree.approximateDataSize,
      ephemeralsCount: tree.ephemeralsCount,
      latencyMs: statistics.latency(),
      readLatency: statistics.reads.summary(),
      updateLatency: statistics.updates.summary(),
      received: statistics.received,
      sent: statistics.sent,
      connections: this.connections.size,
      secureConnections,
      outstanding: this.pipeline.outstanding,
      globalSessions: sessions.size,
      authFailedCount: statistics.authFailed,
      staleSessionsExpired: statistics.staleSessionsExpired,
      connectionRequestCount: statistics.connectionRequests,
      responseBytes: {
        last: statistics.lastResponseBytes,
        min: statistics.minResponseBytes,
        max: statistics.maxResponseBytes,
      },
      watchesByData: watches.summary,
      watchCount: watches.count,
    };
  }

  connectionViews(): ConnectionView[] {
    return [...this.connections.values()].map((connection) => connection.view());
  }

  sessionViews(): SessionView[] {
    return [...this.state.sessions.all()].map(({ id, timeoutMs, expiresMs }) => ({
      id,
      timeoutMs,
      expiresMs,
      ephemerals: this.state.tree.ephemeralsOf(id),
    }));
  }

  /** Data watches, as `wchp` lists them: the sessions that watch a path. */
  watchesByPath(): Map<string, SessionId[]> {
    const byPath = new Map<string, SessionId[]>();
    for (const [path, watchers] of this.state.watches.watchersByPath())
      byPath.set(path, watchers.map(sessionOf));
    return byPath;
  }

  /** Data watches, as `wchc` lists them: the paths that a session watches. */
  watchesBySession(): Map<SessionId, string[]> {
    const bySession = new Map<SessionId, string[]>();
    for (const [watcher, paths] of this.state.watches.pathsByWatcher())
      bySession.set(sessionOf(watcher), paths);
    return bySession;
  }

  /** All watches, which `wchc` and `wchp` tell only a part of. */
  watchViews(): WatchView[] {
    return [...this.state.watches.holdings()].map(([watcher, watches]) => ({
      session: sessionOf(watcher),
      watches,
    }));
  }

  /** The ephemerals of each session that has any. */
  ephemerals(): Map<SessionId, string[]> {
    const bySession = new Map<SessionId, string[]>();
    for (const owner of this.state.tree.owners())
      bySession.set(owner as SessionId, this.state.tree.ephemeralsOf(owner));
    return bySession;
  }

  /** What `srst` asks for. */
  resetStatistics(): void {
    this.state.statistics.reset();
  }

  /** What `crst` asks for. */
  resetConnectionStatistics(): void {
    for (const connection of this.connections.values()) connection.resetStatistics();
  }
}

function sessionOf(connection: Connection): SessionId {
  return connection.session?.id ?? NO_SESSION;
}
