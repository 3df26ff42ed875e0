import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { EPOCH_FILES, EPOCH_TEMPORARY, EpochError, type Epochs, settledEpochs } from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import { codeOf, diskCause, StorageError } from './storage-error.ts';
import { syncDirectory } from './sync-directory.ts';

type EpochName = keyof Epochs;

/**
 * The two files that say which epochs a member accepted and established: decimal text, replaced as a whole.
 *
 * Why a newer history is claimed before it is written: 1. a member that is being synchronized logs transactions of
 * epochs later than its currentEpoch, which follows only when all of them are there. 2. A crash in between leaves a
 * last zxid of a later epoch than currentEpoch, which is also how a directory looks whose files were mixed up.
 * 3. So the later epoch is put, durably, into currentEpoch's temporary file first: then the start knows which of the
 * two it is, as Apache's does. 4. What the member may say of itself is the epoch of its last zxid and no more, for
 * of its leader's history it has what an ordinary follower of that epoch would have.
 */
export class EpochFiles {
  private readonly directory: string;
  /** The newest epoch that currentEpoch or its temporary file vouches for. */
  private vouched: number;
  private tail: Promise<void> = Promise.resolve();

  constructor(directory: string, current: number) {
    this.directory = directory;
    this.vouched = current;
  }

  /** Resolves when transactions of this epoch may be written. */
  claim(epoch: number): Promise<void> {
    if (epoch <= this.vouched) return this.tail;
    this.vouched = epoch;
    return this.inOrder(async () => {
      await this.writeTemporary('current', epoch);
      await syncDirectory(this.directory);
    });
  }

  /** Resolves when the epoch is durable. */
  store(name: EpochName, epoch: number): Promise<void> {
    if (name === 'current') this.vouched = epoch;
    return this.inOrder(async () => {
      await this.writeTemporary(name, epoch);
      await rename(this.temporary(name), path.join(this.directory, EPOCH_FILES[name]));
      await syncDirectory(this.directory);
    });
  }

  private inOrder(run: () => Promise<void>): Promise<void> {
    this.tail = this.tail.then(run);
    // Whoever waits hears of a failure; the chain itself must not end the process.
    this.tail.catch(() => {});
    return this.tail;
  }

  private temporary(name: EpochName): string {
    return path.join(this.directory, EPOCH_FILES[name] + EPOCH_TEMPORARY);
  }

  private async writeTemporary(name: EpochName, epoch: number): Promise<void> {
    const handle = await open(this.temporary(name), 'w', 0o644);
    try {
      await handle.writeFile(String(epoch));
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** The epochs of a member at its start, by the rules of `settledEpochs`. Throws StorageError. */
export async function settleEpochs(directory: string, lastZxid: Zxid): Promise<Epochs> {
  const fileOf = (name: EpochName): string => path.join(directory, EPOCH_FILES[name]);
  const texts = {
    current: await readText(fileOf('current')),
    accepted: await readText(fileOf('accepted')),
    claimed: await readText(fileOf('current') + EPOCH_TEMPORARY),
  };
  const { epochs, store } = settledOrRefused(texts, lastZxid, directory);
  const files = new EpochFiles(directory, epochs.current);
  for (const name of store) await files.store(name, epochs[name]);
  for (const name of ['current', 'accepted'] as const) {
    await rm(fileOf(name) + EPOCH_TEMPORARY, { force: true });
  }
  return epochs;
}

function settledOrRefused(
  texts: Parameters<typeof settledEpochs>[0],
  lastZxid: Zxid,
  directory: string,
): ReturnType<typeof settledEpochs> {
  try {
    return settledEpochs(texts, lastZxid);
  } catch (error) {
    if (!(error instanceof EpochError)) throw error;
    throw new StorageError(`${path.join(directory, EPOCH_FILES[error.file])} ${error.reason}`);
  }
}

/** Null when there is no such file. */
async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new StorageError(diskCause('read', file, error));
  }
}
