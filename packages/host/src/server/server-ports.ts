import type { ListenAddress, ZooConfig } from '../config/zoo-config.ts';
import { type MetricsServer, openMetricsServer } from '../metrics/metrics-server.ts';
import { AcceptLimits } from '../net/accept-limits.ts';
import { type ClientPort, type ConnectionCounters, openPlainPort, openTlsPort } from '../net/client-port.ts';
import { WaitingRoom } from '../net/waiting-room.ts';
import type { Logger } from './logger.ts';
import { portError } from './start-error.ts';

/** The ports of a server. Clients that come before it serves wait. */
export class ServerPorts {
  readonly counters: ConnectionCounters = {
    rejected: 0,
    unsuccessfulHandshakes: 0,
    handshakesExceeded: 0,
    outstandingHandshakes: 0,
  };
  readonly waiting = new WaitingRoom();
  plain: ClientPort | null = null;
  secure: ClientPort | null = null;
  metrics: MetricsServer | null = null;
  /** What the metrics page shows; nothing before the server serves. */
  renderMetrics: () => string = () => '';
  private readonly config: ZooConfig;
  private readonly logger: Logger;

  constructor(config: ZooConfig, logger: Logger) {
    this.config = config;
    this.logger = logger;
  }

  /** @throws StartError for a port that cannot be had, ConfigError for a key store that cannot be used */
  async open(): Promise<void> {
    const { clientPort, secureClientPort, tls, metrics } = this.config;
    const limits = new AcceptLimits(this.config.maxClientCnxns, this.config.maxCnxns);
    const listenOn = ({ address, port }: ListenAddress) => ({
      host: address,
      port,
      backlog: this.config.listenBacklog,
      limits,
      counters: this.counters,
      logger: this.logger,
      accepted: this.waiting.enter,
    });
    if (clientPort !== null)
      this.plain = await naming('clientPort', clientPort, () => openPlainPort(listenOn(clientPort)));
    if (secureClientPort !== null && tls !== null)
      this.secure = await naming('secureClientPort', secureClientPort, () =>
        openTlsPort(listenOn(secureClientPort), tls),
      );
    if (metrics !== null)
      this.metrics = await naming(
        'metricsProvider.httpPort',
        { address: metrics.host, port: metrics.port },
        () => openMetricsServer(metrics, () => this.renderMetrics()),
      );
  }

  close(): void {
    this.plain?.close();
    this.secure?.close();
    this.metrics?.close();
    this.waiting.close();
  }
}

/** Errors of the system say what failed, but not which key of the configuration asked for it. */
async function naming<T>(key: string, at: ListenAddress, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw portError(key, at.address, at.port, error);
  }
}
