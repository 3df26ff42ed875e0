import { hex64, NO_SESSION, type SessionId, type Zxid } from '@vivarium/jute';
import type { EventBody } from '@vivarium/timeline';
import { PendingChanges } from '../pipeline/pending-changes.ts';
import { Pipeline, type PipelineOwner } from '../pipeline/pipeline.ts';
import type { ServerState } from '../pipeline/server-state.ts';
import type { Session } from '../session/session.ts';
import { SessionTable } from '../session/session-table.ts';
import type { DataTree } from '../tree/data-tree.ts';
import { WatchTable } from '../watch/watch-table.ts';
import type { MemberConfig } from './config.ts';
import { Connection } from './connection.ts';
import { ContainerSweep } from './container-sweep.ts';
import { writeAccepted } from './handshake.ts';
import type { ClientOrigin, ConnectionId, Instant, MemberInput } from './input.ts';
import { Intake, type IntakeOwner } from './intake.ts';
import { SESSIONLESS_TIMEOUT_MS } from './limits.ts';
import type { Outbox } from './outbox.ts';
import { Snapshotting } from './snapshotting.ts';
import { Statistics } from './statistics.ts';
import type { ConnectionView, MemberView, SessionView } from './view.ts';

/** What the files of a member held when it started. */
export interface RecoveredState {
  readonly tree: DataTree;
  /** Their timeouts, ms. */
  readonly sessions: ReadonlyMap<SessionId, number>;
  /** The last zxid in the log. */
  readonly lastZxid: Zxid;
}

/**
 * A standalone member as a state machine: inputs in, orders out, nothing else. `step` runs to completion and throws
 * only when an assertion fails, after which the member is not to be used again.
 */
export class Member implements PipelineOwner, IntakeOwner {
  private readonly config: MemberConfig;
  private readonly tree: DataTree;
  private readonly sessions: SessionTable;
  private readonly watches = new WatchTable<Connection>();
  private readonly statistics = new Statistics();
  private readonly pipeline: Pipeline;
  private readonly intake: Intake;
  private readonly sweep: ContainerSweep;
  private readonly snapshotting: Snapshotting;
  private readonly connections = new Map<ConnectionId, Connection>();
  /** Those without a ConnectRequest yet, oldest first. */
  private readonly sessionless = new Set<Connection>();
  private readonly paused = new Set<Connection>();
  private at: Instant | null = null;
  private outbox: Outbox | null = null;
  private serving = true;

  /** `seed` decides, with the configuration, after how many transactions a snapshot is taken. */
  constructor(config: MemberConfig, recovered: RecoveredState, seed: number) {
    const { tree, lastZxid } = recovered;
    this.config = config;
    this.tree = tree;
    this.sessions = new SessionTable(config.sid, config.tickTimeMs, recovered.sessions);
    const { sessions, watches, statistics } = this;
    const pending = new PendingChanges(tree);
    const state: ServerState = { config, tree, sessions, pending, watches, statistics };
    this.pipeline = new Pipeline(state, this, lastZxid);
    this.intake = new Intake(state, this.pipeline, this);
    this.sweep = new ContainerSweep(config, tree);
    this.snapshotting = new Snapshotting(config, tree, sessions, seed);
  }

  step(input: MemberInput, outbox: Outbox): void {
    if (this.at === null) this.start(input.at, outbox);
    this.at = input.at;
    this.outbox = outbox;
    if (!this.serving) {
      if (input.type === 'clientConnected') {
        outbox.clientOrders.push({ type: 'close', connection: input.connection, cause: 'not serving' });
      }
      return;
    }
    switch (input.type) {
      case 'clientBytes':
        this.clientBytes(input.connection, input.bytes, input.at, outbox);
        break;
      case 'flushed':
        this.pipeline.commit(input.zxid, input.at, outbox);
        this.resumeReading(outbox);
        break;
      case 'tick':
        this.tick(input.at, outbox);
        break;
      case 'clientConnected':
        this.clientConnected(input.connection, input.origin, input.at, outbox);
        break;
      case 'clientGone':
        this.clientGone(input.connection, input.cause);
        break;
      case 'clientDrained':
        this.clientDrained(input.connection, input.at, outbox);
        break;
      case 'diskFailed':
        this.diskFailed(input.cause);
        break;
      case 'snapshotDrained':
      case 'snapshotStored':
      case 'snapshotFailed':
      case 'snapshotWanted':
        this.snapshotting.step(input, outbox);
        break;
    }
    this.noteLogged(outbox);
  }

  // What pipeline and intake ask for.

  close(connection: Connection, cause: string): void {
    if (connection.state === 'closed') return;
    this.forget(connection, cause);
    this.running().clientOrders.push({ type: 'close', connection: connection.id, cause });
  }

  pause(connection: Connection): void {
    if (this.paused.has(connection)) return;
    this.paused.add(connection);
    this.running().clientOrders.push({ type: 'pause', connection: connection.id });
  }

  fourLetterWord(connection: Connection, word: string): void {
    this.sessionless.delete(connection);
    this.running().clientOrders.push({ type: 'fourLetterWord', connection: connection.id, word });
  }

  sessionOpened(connection: Connection, session: Session, at: Instant): void {
    const outbox = this.running();
    connection.state = 'established';
    this.statistics.sent++;
    connection.sent++;
    writeAccepted(outbox.replyTo(connection.id), connection, session.id);
    this.tellSessionOpened(connection, session, 'created');
    this.intake.takeHeld(connection, at, outbox);
  }

  sessionReattached(connection: Connection, session: Session): void {
    this.tellSessionOpened(connection, session, 'reattached');
  }

  sessionClosed(session: Session, asked: boolean): void {
    const { connection } = session;
    session.connection = null;
    const cause = asked ? 'closed' : 'expired';
    if (connection !== null) this.close(connection, `session ${cause}`);
    this.tell({ type: 'sessionClosed', session: hex64(session.id), cause });
  }

  // Inputs.

  private start(at: Instant, outbox: Outbox): void {
    this.sessions.start(at.monotonicMs, at.wallMs);
    this.sweep.start(at.monotonicMs);
    if (outbox.eventsWanted)
      outbox.events.push({ type: 'modeChanged', mode: 'standalone', cause: 'started' });
  }

  private clientConnected(id: ConnectionId, origin: ClientOrigin, at: Instant, outbox: Outbox): void {
    if (this.connections.has(id)) throw new Error(`connection ${id} is connected twice`);
    const connection = new Connection(id, origin, at);
    this.connections.set(id, connection);
    this.sessionless.add(connection);
    if (outbox.eventsWanted) outbox.events.push({ type: 'connectionOpened', address: addressOf(connection) });
  }

  private clientGone(id: ConnectionId, cause: string): void {
    const connection = this.connections.get(id);
    // The member may have closed it while the host's word was on its way.
    if (connection !== undefined) this.forget(connection, cause);
  }

  private clientBytes(id: ConnectionId, bytes: Uint8Array, at: Instant, outbox: Outbox): void {
    const connection = this.connections.get(id);
    if (connection === undefined) return;
    this.intake.take(connection, bytes, at, outbox);
    if (connection.session !== null) this.sessionless.delete(connection);
    if (
      this.pipeline.outstanding > this.config.globalOutstandingLimit &&
      connection.waiting.length > 0 &&
      connection.state === 'established'
    ) {
      this.pause(connection);
    }
  }

  private clientDrained(id: ConnectionId, at: Instant, outbox: Outbox): void {
    const connection = this.connections.get(id);
    if (connection === undefined || !connection.congested) return;
    connection.congested = false;
    this.intake.takeHeld(connection, at, outbox);
  }

  private tick(at: Instant, outbox: Outbox): void {
    const nowMs = at.monotonicMs;
    for (const connection of this.sessionless) {
      if (nowMs - connection.establishedMs < SESSIONLESS_TIMEOUT_MS) break;
      this.close(connection, 'no session within the time for it');
    }
    for (const session of this.sessions.takeExpired(nowMs)) {
      if (session.closing) continue;
      this.statistics.staleSessionsExpired++;
      this.pipeline.expireSession(session, at, outbox);
    }
    for (const path of this.sweep.due(at)) this.pipeline.deleteContainer(path, at, outbox);
  }

  /** Nothing can become durable any more: whatever was not answered never will be. */
  private diskFailed(cause: string): void {
    this.serving = false;
    this.pipeline.dropAll();
    this.snapshotting.stop();
    for (const connection of [...this.connections.values()]) this.close(connection, 'the disk failed');
    this.tell({ type: 'diskFailed', cause });
  }

  // Views, for the host to show.

  view(): MemberView {
    const { tree, statistics, watches } = this;
    let secureConnections = 0;
    for (const connection of this.connections.values()) if (connection.origin.secure) secureConnections++;
    return {
      sid: this.config.sid,
      mode: 'standalone',
      serving: this.serving,
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
      globalSessions: this.sessions.size,
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
    return [...this.sessions.all()].map(({ id, timeoutMs, expiresMs }) => ({
      id,
      timeoutMs,
      expiresMs,
      ephemerals: this.tree.ephemeralsOf(id),
    }));
  }

  /** Data watches, as `wchp` lists them: the sessions that watch a path. */
  watchesByPath(): Map<string, SessionId[]> {
    const byPath = new Map<string, SessionId[]>();
    for (const [path, watchers] of this.watches.watchersByPath()) byPath.set(path, watchers.map(sessionOf));
    return byPath;
  }

  /** Data watches, as `wchc` lists them: the paths that a session watches. */
  watchesBySession(): Map<SessionId, string[]> {
    const bySession = new Map<SessionId, string[]>();
    for (const [watcher, paths] of this.watches.pathsByWatcher()) bySession.set(sessionOf(watcher), paths);
    return bySession;
  }

  /** The ephemerals of each session that has any. */
  ephemerals(): Map<SessionId, string[]> {
    const bySession = new Map<SessionId, string[]>();
    for (const owner of this.tree.owners()) bySession.set(owner as SessionId, this.tree.ephemeralsOf(owner));
    return bySession;
  }

  /** What `srst` asks for. */
  resetStatistics(): void {
    this.statistics.reset();
  }

  /** What `crst` asks for. */
  resetConnectionStatistics(): void {
    for (const connection of this.connections.values()) connection.resetStatistics();
  }

  // The rest.

  private noteLogged(outbox: Outbox): void {
    const { loggedTxns, loggedBytes } = this.pipeline;
    if (loggedTxns === 0) return;
    this.pipeline.loggedTxns = 0;
    this.pipeline.loggedBytes = 0;
    this.snapshotting.logged(loggedTxns, loggedBytes, outbox);
  }

  private forget(connection: Connection, cause: string): void {
    connection.state = 'closed';
    this.pipeline.abandon(connection);
    this.watches.drop(connection);
    connection.frames.clear();
    this.connections.delete(connection.id);
    this.sessionless.delete(connection);
    this.paused.delete(connection);
    if (connection.session?.connection === connection) connection.session.connection = null;
    this.tell({ type: 'connectionClosed', address: addressOf(connection), cause });
  }

  /** Lets those go on whose own requests are answered, and everybody once there is room. */
  private resumeReading(outbox: Outbox): void {
    if (this.paused.size === 0) return;
    const room = this.pipeline.outstanding <= this.config.globalOutstandingLimit;
    for (const connection of this.paused) {
      if (connection.state === 'opening' || !(room || connection.waiting.length === 0)) continue;
      this.paused.delete(connection);
      outbox.clientOrders.push({ type: 'resume', connection: connection.id });
    }
  }

  private running(): Outbox {
    if (this.outbox === null) throw new Error('orders outside a step');
    return this.outbox;
  }

  private tell(event: EventBody): void {
    if (this.outbox?.eventsWanted) this.outbox.events.push(event);
  }

  private tellSessionOpened(connection: Connection, session: Session, cause: 'created' | 'reattached'): void {
    this.tell({
      type: 'sessionOpened',
      session: hex64(session.id),
      timeoutMs: connection.timeoutMs,
      address: addressOf(connection),
      cause,
    });
  }
}

function addressOf({ origin }: Connection): string {
  return origin.address.includes(':')
    ? `[${origin.address}]:${origin.port}`
    : `${origin.address}:${origin.port}`;
}

function sessionOf(connection: Connection): SessionId {
  return connection.session?.id ?? NO_SESSION;
}
