import { hex64, type SessionId, type Zxid } from '@vivarium/jute';
import type { EventBody, Mode } from '@vivarium/timeline';
import { PendingChanges } from '../pipeline/pending-changes.ts';
import { Pipeline } from '../pipeline/pipeline.ts';
import type { PipelineOwner } from '../pipeline/pipeline-owner.ts';
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
import type { RecoveredState } from './recovered-state.ts';
import { ServiceViews } from './service-views.ts';
import { Snapshotting } from './snapshotting.ts';
import { Statistics } from './statistics.ts';

/**
 * What clients are served from: a tree with its sessions and watches, the pipeline, and the connections. When
 * something is committed is decided around it: by the disk of a standalone member, by the ensemble of another.
 */
export class Service implements PipelineOwner, IntakeOwner {
  readonly tree: DataTree;
  readonly sessions: SessionTable;
  readonly pipeline: Pipeline;
  readonly snapshotting: Snapshotting;
  readonly views: ServiceViews;
  /** Asks the leader about a session; set by the ensemble around. */
  askLeader: ((id: SessionId, timeoutMs: number) => void) | null = null;
  private readonly config: MemberConfig;
  private readonly watches = new WatchTable<Connection>();
  private readonly statistics: Statistics;
  private readonly intake: Intake;
  private readonly sweep: ContainerSweep;
  private readonly connections = new Map<ConnectionId, Connection>();
  /** Those without a ConnectRequest yet, oldest first. */
  private readonly sessionless = new Set<Connection>();
  private readonly paused = new Set<Connection>();
  private outbox: Outbox | null = null;
  private started = false;
  private failed = false;
  private mode: Mode;
  /** Clients of a learner that want to go on with a session; the leader is asked. */
  private readonly revalidating = new Map<SessionId, Connection>();

  /** `seed` decides, with the configuration, after how many transactions a snapshot is taken. */
  constructor(
    config: MemberConfig,
    recovered: RecoveredState,
    seed: number,
    mode: Mode = 'standalone',
    statistics = new Statistics(),
  ) {
    const { tree, lastZxid } = recovered;
    this.config = config;
    this.tree = tree;
    this.sessions = new SessionTable(config.sid, config.tickTimeMs, recovered.sessions);
    this.mode = mode;
    this.statistics = statistics;
    const { sessions, watches } = this;
    const pending = new PendingChanges(tree);
    const state: ServerState = { config, tree, sessions, pending, watches, statistics };
    this.pipeline = new Pipeline(state, this, lastZxid);
    this.intake = new Intake(state, this.pipeline, this);
    this.sweep = new ContainerSweep(config, tree);
    this.snapshotting = new Snapshotting(config, tree, sessions, seed);
    this.views = new ServiceViews(state, this.pipeline, this.connections);
  }

  get isServing(): boolean {
    return !this.failed && this.mode !== 'looking';
  }

  get revalidates(): boolean {
    return this.mode === 'follower' || this.mode === 'observer';
  }

  get isReadOnly(): boolean {
    return this.mode === 'read-only';
  }

  get shownMode(): Mode {
    return this.mode;
  }

  /** Everything but what commits: that is for whoever is around. */
  step(input: MemberInput, outbox: Outbox): void {
    this.begin(input.at, outbox);
    if (this.failed) {
      if (input.type === 'clientConnected') {
        outbox.clientOrders.push({ type: 'close', connection: input.connection, cause: 'not serving' });
      }
      return;
    }
    switch (input.type) {
      case 'clientBytes':
        this.clientBytes(input.connection, input.bytes, input.at, outbox);
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

  /** Applies and answers everything up to this zxid. */
  commit(upTo: Zxid, at: Instant, outbox: Outbox): void {
    this.begin(at, outbox);
    if (this.failed) return;
    this.pipeline.commit(upTo, at, outbox);
    this.resumeReading(outbox);
    this.noteLogged(outbox);
  }

  /** The ensemble gave this member its part, or took it away: then all clients go. */
  become(mode: Mode, cause: string, at: Instant, outbox: Outbox): void {
    this.begin(at, outbox);
    if (mode === 'looking' || this.isReadOnly) this.dismissClients(cause);
    this.mode = mode;
    this.tell({ type: 'modeChanged', mode, cause });
    if (mode === 'looking') return;
    this.sessions.setExpiring(mode === 'leader' || mode === 'read-only', at.monotonicMs);
    this.sweep.start(at.monotonicMs);
  }

  /** Another service takes over: all clients go, and nothing is written any more. */
  dismiss(cause: string, at: Instant, outbox: Outbox): void {
    this.begin(at, outbox);
    this.snapshotting.stop();
    for (const connection of [...this.connections.values()]) this.close(connection, cause);
    this.failed = true;
  }

  /** The leader's word on a session that a client of ours wants to go on with. */
  revalidated(id: SessionId, valid: boolean, at: Instant, outbox: Outbox): void {
    const connection = this.revalidating.get(id);
    this.revalidating.delete(id);
    if (connection === undefined || connection.state === 'closed') return;
    const session = valid ? this.sessions.adopt(id, connection.timeoutMs, at.monotonicMs) : undefined;
    if (session !== undefined) session.committed = true;
    this.intake.reattached(connection, id, session, at, outbox);
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

  revalidate(connection: Connection, id: SessionId): void {
    const other = this.revalidating.get(id);
    if (other !== undefined) this.close(other, 'the session moved to another connection');
    this.revalidating.set(id, connection);
    this.askLeader?.(id, connection.timeoutMs);
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

  openLocalSession(connection: Connection, session: Session, at: Instant): void {
    this.sessionOpened(connection, session, at);
  }

  // Inputs.

  private begin(at: Instant, outbox: Outbox): void {
    this.outbox = outbox;
    if (this.started) return;
    this.started = true;
    this.sessions.start(at.monotonicMs, at.wallMs, this.tree.lastProcessedZxid);
    this.sweep.start(at.monotonicMs);
    this.tell({ type: 'modeChanged', mode: this.mode, cause: 'started' });
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
    if (this.isReadOnly) this.endLocalSessions(nowMs);
    // Only who decides about writes may say that a session is over.
    if (this.mode !== 'standalone' && this.mode !== 'leader') return;
    for (const session of this.sessions.takeExpired(nowMs)) {
      if (session.closing) continue;
      this.statistics.staleSessionsExpired++;
      this.pipeline.expireSession(session, at, outbox);
    }
    for (const path of this.sweep.due(at)) this.pipeline.deleteContainer(path, at, outbox);
  }

  /** All clients go, and with them whatever waits for a leader that is none any more. */
  private dismissClients(cause: string): void {
    for (const connection of [...this.connections.values()]) {
      if (connection.state !== 'probed') this.close(connection, cause);
    }
    this.revalidating.clear();
    this.pipeline.disband();
    this.sessions.forgetUncommitted();
  }

  /** Sessions that we alone know end with their clients; the others are for a leader to judge. */
  private endLocalSessions(nowMs: number): void {
    for (const session of this.sessions.takeExpired(nowMs)) {
      if (session.committed) continue;
      this.sessions.remove(session.id);
      this.sessionClosed(session, false);
    }
  }

  /** Nothing can become durable any more: whatever was not answered never will be. */
  private diskFailed(cause: string): void {
    this.failed = true;
    this.pipeline.dropAll();
    this.snapshotting.stop();
    for (const connection of [...this.connections.values()]) this.close(connection, 'the disk failed');
    this.tell({ type: 'diskFailed', cause });
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
