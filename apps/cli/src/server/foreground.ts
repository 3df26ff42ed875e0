import { readZooConfig, startServer, stderrLogger } from '@vivarium/host';
import type { ServerPlace } from './server-command.ts';

/**
 * Runs a server until SIGTERM or SIGINT (0) or until it ends by a fault of its own (1).
 *
 * @throws ConfigError when it cannot start
 */
export async function runInForeground({ config, env }: ServerPlace): Promise<number> {
  const logger = stderrLogger();
  const zooConfig = readZooConfig(config, env);
  for (const warning of zooConfig.warnings) logger.warn(warning);
  const told = new Promise<null>((resolve) => {
    process.once('SIGTERM', () => resolve(null));
    process.once('SIGINT', () => resolve(null));
  });
  const server = await startServer(zooConfig, { logger });
  // Connected when `start` waits for the word; it may have lost patience, which is no error of ours.
  if (process.connected) process.send?.('serving', undefined, undefined, () => {});
  const fault = await Promise.race([told, server.failed]);
  if (fault === null) {
    logger.info('stopping');
    await server.stop();
    return 0;
  }
  return 1;
}
