import { randomInt } from 'node:crypto';
import type { Epochs } from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import { openDataDirectory } from './data-directory.ts';
import { settleEpochs } from './epoch-files.ts';
import { type DiskReport, LogStore } from './log-store.ts';
import { type Recovered, recoverDirectory } from './recover-directory.ts';
import { settleDirectory } from './settle-directory.ts';

/** What of zoo.cfg decides about files. */
export interface StorageOptions {
  readonly dataDir: string;
  readonly dataLogDir: string;
  readonly preAllocBytes: number;
  /** 0 = no limit. */
  readonly txnLogSizeLimitBytes: number;
  readonly trustEmptySnapshot: boolean;
  /** Default true. */
  readonly forceSync?: boolean;
  /** See DataTree; by default drawn anew at each start. */
  readonly hashSeed?: number;
  /** True for a member of an ensemble. */
  readonly hasEpochs?: boolean;
  /** Never called before `openStorage` has returned, nor from inside `execute`. */
  readonly report: (report: DiskReport) => void;
  /** Told how long each group of records took to be durable, ms. */
  readonly synced?: (elapsedMs: number, bytes: number) => void;
}

/** A member's files: what they held at the start, and where its orders go. */
export interface Storage {
  readonly recovered: Recovered;
  /** Null for a standalone member. */
  readonly epochs: Epochs | null;
  readonly store: LogStore;
  /** Finishes what was ordered, closes the files and gives up the lock. */
  close(): Promise<void>;
}

/** Locks, recovers, and makes ready to write. Throws StorageError or LogError; then nothing was changed. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const directory = await openDataDirectory(options.dataDir, options.dataLogDir);
  try {
    const hashSeed = options.hashSeed ?? randomInt(2 ** 31);
    const { trustEmptySnapshot } = options;
    const read = (until?: Zxid) =>
      recoverDirectory(directory, {
        trustEmptySnapshot,
        hashSeed,
        ...(until === undefined ? {} : { until }),
      });
    const recovered = await read();
    const { lastZxid } = recovered;
    const epochs =
      options.hasEpochs === true ? await settleEpochs(directory.snapshotDirectory, lastZxid) : null;
    await settleDirectory(directory, recovered);
    const recover = async (): Promise<Recovered> => {
      const found = await read();
      await settleDirectory(directory, found);
      return found;
    };
    const store = new LogStore({
      snapshotDirectory: directory.snapshotDirectory,
      logDirectory: directory.logDirectory,
      preAllocBytes: options.preAllocBytes,
      logSizeLimitBytes: options.txnLogSizeLimitBytes,
      forceSync: options.forceSync ?? true,
      epochs,
      lastZxid,
      recover,
      rebuild: read,
      report: options.report,
      ...(options.synced === undefined ? {} : { synced: options.synced }),
    });
    const close = async (): Promise<void> => {
      await store.close();
      await directory.release();
    };
    return { recovered, epochs, store, close };
  } catch (error) {
    await directory.release();
    throw error;
  }
}
