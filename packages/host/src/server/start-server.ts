import type { ZooConfig } from '../config/zoo-config.ts';
import { LatencyMeter } from '../metrics/latency-meter.ts';
import type { DiskReport } from '../storage/log-store.ts';
import { openStorage } from '../storage/open-storage.ts';
import { now } from './clock.ts';
import { EnsembleServer } from './ensemble-server.ts';
import type { EventListener } from './event-feed.ts';
import type { Logger } from './logger.ts';
import { restrainedLogger } from './restrained-logger.ts';
import type { RunningServer } from './running-server.ts';
import { ServerPorts } from './server-ports.ts';
import { StandaloneServer } from './standalone-server.ts';

/** What a server gets besides its configuration. */
export interface ServerOptions {
  readonly logger: Logger;
  /** Hears every event from the first on. */
  readonly events?: EventListener;
}

/**
 * Starts a server: alone, or as a member of an ensemble, as the configuration says. Resolves when clients may come. Ports are opened before anything is written, so that
 * a server that cannot have them leaves the data as they are.
 *
 * @throws ConfigError, StartError, StorageError, LogError: see `operatorMessage`
 */
export async function startServer(
  config: ZooConfig,
  { logger, events }: ServerOptions,
): Promise<RunningServer> {
  const startedMs = now().monotonicMs;
  const fsyncs = new LatencyMeter();
  const connectionLogger = restrainedLogger(logger, () => now().monotonicMs);
  const ports = new ServerPorts(config, connectionLogger);
  try {
    await ports.open();
    let deliver: (report: DiskReport) => void = () => {};
    const storage = await openStorage({
      ...config.storage,
      dataDir: config.dataDir,
      dataLogDir: config.dataLogDir,
      hasEpochs: config.ensemble !== null,
      report: (report) => deliver(report),
      synced: (elapsedMs) => {
        fsyncs.add(elapsedMs);
        if (elapsedMs > config.storage.fsyncWarningMs)
          logger.warn(
            `writing the transaction log took ${Math.round(elapsedMs)} ms; is the disk overloaded?`,
          );
      },
    });
    try {
      const { recovered } = storage;
      for (const note of recovered.notes) logger.warn(note);
      const recoveryMs = now().monotonicMs - startedMs;
      const meters = { fsyncs, startedMs, recoveryMs };
      const parts = { config, logger, connectionLogger, ports, storage, ...meters };
      const server =
        config.ensemble === null ? new StandaloneServer(parts) : new EnsembleServer(parts, config.ensemble);
      deliver = server.report;
      if (events !== undefined) server.subscribe(events);
      if (server instanceof EnsembleServer) await server.listen();
      server.serve();
      return server;
    } catch (error) {
      await storage.close();
      throw error;
    }
  } catch (error) {
    ports.close();
    throw error;
  }
}
