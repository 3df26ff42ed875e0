import { monitorEventLoopDelay } from 'node:perf_hooks';
import type {
  ConnectionView,
  DiskOrder,
  LearnerTraffic,
  MemberInput,
  MemberView,
  Outbox,
  QuorumView,
  SessionView,
  WatchView,
} from '@vivarium/engine';
import { hex64 } from '@vivarium/jute';
import type { ZooConfig } from '../config/zoo-config.ts';
import { FourLetterWords } from '../four-letter-words/answer.ts';
import { collectMetrics, processMetrics } from '../metrics/collect.ts';
import { LatencyMeter } from '../metrics/latency-meter.ts';
import type { Metric } from '../metrics/metric.ts';
import { prometheusText } from '../metrics/prometheus-text.ts';
import { quorumMetrics } from '../metrics/quorum-metrics.ts';
import { ClientConnections } from '../net/client-connections.ts';
import { storageFolders } from '../storage/data-directory.ts';
import type { DiskReport } from '../storage/log-store.ts';
import type { Storage } from '../storage/open-storage.ts';
import { now } from './clock.ts';
import { directorySizes } from './directory-sizes.ts';
import { EventFeed, type EventListener } from './event-feed.ts';
import type { Logger } from './logger.ts';
import { MemberDriver } from './member-driver.ts';
import type { MemberPort } from './member-port.ts';
import { startPurging } from './purge-timer.ts';
import type { RunningServer } from './running-server.ts';
import type { ServerPorts } from './server-ports.ts';

const LOOP_DELAY_RESOLUTION_MS = 20;
/** Nobody in particular asks: the dashboard, a program that embeds the server. */
const NOBODY = { address: '', port: 0, chunk: new Uint8Array(0) };

export interface ServerParts {
  readonly config: ZooConfig;
  readonly logger: Logger;
  /** For what clients cause. */
  readonly connectionLogger: Logger;
  readonly ports: ServerPorts;
  readonly storage: Storage;
  readonly fsyncs: LatencyMeter;
  readonly startedMs: number;
  readonly recoveryMs: number;
}

/** One member with its clients' sockets and its disk; what is around it besides, subclasses add. */
export abstract class MemberServer implements RunningServer {
  readonly failed: Promise<Error>;
  protected readonly parts: ServerParts;
  protected readonly driver: MemberDriver;
  private readonly member: MemberPort;
  private readonly feed: EventFeed;
  private readonly clients: ClientConnections;
  private readonly words: FourLetterWords;
  private readonly snapshots = new LatencyMeter();
  private readonly loopDelay = monitorEventLoopDelay({ resolution: LOOP_DELAY_RESOLUTION_MS });
  private snapshotSinceMs = 0;
  private stopPurging: () => void = () => {};
  private stopping: Promise<void> | null = null;
  private resolveFailed: (cause: Error) => void = () => {};

  constructor(parts: ServerParts, member: MemberPort) {
    this.parts = parts;
    const { config, ports } = parts;
    this.member = member;
    this.driver = new MemberDriver(this.member, {
      disk: (orders) => this.write(orders),
      clients: (outbox) => this.clients.settle(outbox),
      links: (outbox) => this.settleLinks(outbox),
      events: (bodies) => this.feed.publish(bodies),
      tick: (atMs) => {
        this.clients.tick(atMs);
        this.ticked(atMs);
      },
      failed: (cause) => this.fail(cause, `the member ended by a fault of the program: ${cause.stack}`),
    });
    this.feed = new EventFeed(this.driver.outbox, config.member.sid);
    this.words = new FourLetterWords({
      member: this.member,
      quorum: () => this.quorum(),
      config,
      clientPort: ports.plain?.port ?? -1,
      secureClientPort: ports.secure?.port ?? -1,
      directorySizes: () => directorySizes(config),
      metrics: () => this.metrics(),
      now,
    });
    this.clients = new ClientConnections({
      step: this.driver.step,
      answer: (word, connection) => this.words.answer(word, connection),
      logger: parts.connectionLogger,
    });
    this.failed = new Promise((resolve) => {
      this.resolveFailed = resolve;
    });
  }

  get clientPort(): number | null {
    return this.parts.ports.plain?.port ?? null;
  }

  get secureClientPort(): number | null {
    return this.parts.ports.secure?.port ?? null;
  }

  get metricsPort(): number | null {
    return this.parts.ports.metrics?.port ?? null;
  }

  /** Lets time pass and clients in. */
  serve(): void {
    const { config, logger, ports } = this.parts;
    this.loopDelay.enable();
    this.driver.start();
    ports.renderMetrics = () => prometheusText([...this.metrics(), ...processMetrics(this.loopDelay)]);
    ports.waiting.open((client) => this.clients.accept(client));
    this.stopPurging = startPurging(
      storageFolders(config.dataDir, config.dataLogDir),
      config.storage,
      logger,
    );
    logger.info(`${this.opening()} ${this.recoveredText()}`);
  }

  /** What the disk has done becomes an input. */
  readonly report = (done: DiskReport): void => {
    const { logger } = this.parts;
    // A tree that came from a leader and cannot be stored leaves nothing to go on with.
    const isLost = done.type === 'snapshotFailed' && !this.member.view().serving;
    const report: DiskReport = isLost ? { type: 'diskFailed', cause: done.cause } : done;
    if (report.type === 'snapshotStored') {
      this.snapshots.add(now().monotonicMs - this.snapshotSinceMs);
      logger.info(`stored a snapshot at zxid ${hex64(report.zxid)}: ${report.bytes} bytes`);
    } else if (report.type === 'snapshotFailed') logger.error(`no snapshot was stored: ${report.cause}`);
    this.driver.step({ ...report, at: now() } as MemberInput);
    if (report.type === 'diskFailed') this.fail(new Error(report.cause), report.cause);
  };

  /** What the log says when clients may come; the state that was recovered follows. */
  protected abstract opening(): string;

  /** This member's part in its ensemble; null when it is alone. */
  protected quorum(): QuorumView | null {
    return null;
  }

  /** Obeys what a step ordered about other members. */
  protected settleLinks(_outbox: Outbox): void {}

  /** Time passed. */
  protected ticked(_atMs: number): void {}

  /** Nothing is sent to other members any more. */
  protected closeLinks(): void {}

  protected get clientPorts(): string {
    return [this.clientPort, this.secureClientPort].filter((port) => port !== null).join(' and ');
  }

  private recoveredText(): string {
    const { storage, recoveryMs } = this.parts;
    const { lastZxid, replayed, snapshot } = storage.recovered;
    const start = snapshot === null ? 'an empty tree' : snapshot;
    return `at zxid ${hex64(lastZxid)} (${start} and ${replayed} transactions, ${Math.round(recoveryMs)} ms)`;
  }

  view(): MemberView {
    return this.member.view();
  }

  connections(): ConnectionView[] {
    return this.member.connectionViews();
  }

  sessions(): SessionView[] {
    return this.member.sessionViews();
  }

  watches(): WatchView[] {
    return this.member.watchViews();
  }

  subscribe(listener: EventListener): () => void {
    return this.feed.subscribe(listener);
  }

  fourLetterWord(word: string): string {
    return this.words.answer(word, NOBODY);
  }

  traffic(): readonly LearnerTraffic[] {
    return [];
  }

  cutFrom(_sids: readonly number[]): void {}

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    this.stopPurging();
    this.parts.ports.close();
    this.clients.pauseAll();
    // What is durable by now is still answered; what comes later was never promised to anyone.
    await this.parts.storage.close();
    this.driver.send();
    await this.clients.closeAll();
    this.driver.stop();
    this.closeLinks();
    this.loopDelay.disable();
  }

  private fail(cause: Error, message: string): void {
    this.parts.logger.error(`${message}; the server stops`);
    this.clients.destroyAll();
    this.closeLinks();
    this.stop().then(() => this.resolveFailed(cause));
  }

  private write(orders: DiskOrder[]): void {
    this.parts.storage.store.execute(orders);
    for (const order of orders) {
      if (order.type === 'append') this.driver.outbox.recycleRecords(order.records);
      else if (order.type === 'snapshotChunk' && order.first) this.snapshotSinceMs = now().monotonicMs;
    }
  }

  private metrics(): Metric[] {
    const { ports, fsyncs, startedMs, recoveryMs } = this.parts;
    const own = collectMetrics(this.member.view(), {
      connections: ports.counters,
      bytesReceived: this.clients.bytesReceived,
      connectionsDropped: this.clients.dropped,
      uptimeMs: now().monotonicMs - startedMs,
      fsyncMs: fsyncs.summary(),
      snapshotMs: this.snapshots.summary(),
      recoveryMs,
    });
    return [...own, ...quorumMetrics(this.quorum(), now().monotonicMs)];
  }
}
