import type { StorageConfig } from '../config/zoo-config.ts';
import type { StorageFolders } from '../storage/data-directory.ts';
import { purgeDirectory } from '../storage/purge-directory.ts';
import type { Logger } from './logger.ts';

/**
 * Purges at once and then at every interval of the configuration; a failed purge is logged and tried again next
 * time. Source: Apache's DatadirCleanupManager.
 *
 * @returns what stops it
 */
export function startPurging(folders: StorageFolders, config: StorageConfig, logger: Logger): () => void {
  if (config.purgeIntervalMs === 0) return () => {};
  const purge = () => {
    purgeDirectory(folders, config.snapRetainCount).then(
      (deleted) => {
        if (deleted.length > 0) logger.info(`purged ${deleted.join(', ')}`);
      },
      (error: Error) => logger.error(`purging failed: ${error.message}`),
    );
  };
  purge();
  const timer = setInterval(purge, config.purgeIntervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
