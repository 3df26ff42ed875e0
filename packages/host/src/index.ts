export { type ClientConfig, readClientConfig, readClientTls } from './config/client-config.ts';
export { ConfigError } from './config/config-error.ts';
export { readZooConfig, zooConfigFrom } from './config/read-zoo-config.ts';
export type {
  ListenAddress,
  MetricsConfig,
  StorageConfig,
  TlsConfig,
  ZooConfig,
} from './config/zoo-config.ts';
export {
  ControlError,
  EmbeddedEnsemble,
  type EmbeddedEnsembleOptions,
  type EnsembleTrafficListener,
} from './embedded/embedded-ensemble.ts';
export { type EnsembleSize, FIRST_CLIENT_PORT, type LaidOutMember } from './embedded/layout.ts';
export type { EventListener, MemberEvent } from './server/event-feed.ts';
export { type Logger, lineLogger, printable, stderrLogger } from './server/logger.ts';
export type { RunningServer } from './server/running-server.ts';
export { operatorMessage, StartError } from './server/start-error.ts';
export { type ServerOptions, startServer } from './server/start-server.ts';
export { storageFolders } from './storage/data-directory.ts';
export { printLog, printSnapshot } from './storage/print-files.ts';
export { type Recovered, recoverDirectory } from './storage/recover-directory.ts';
export { MemberThread, type TrafficListener } from './thread/member-thread.ts';
export { startMemberThread } from './thread/start-member-thread.ts';
export { FULL_VERSION, VIVARIUM_VERSION } from './version.ts';
