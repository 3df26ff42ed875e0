import {
  EPOCH_FILES,
  EPOCH_TEMPORARY,
  EpochError,
  type Epochs,
  LogError,
  settledEpochs,
} from '@vivarium/engine';
import type { Zxid } from '@vivarium/jute';
import type { SimDirectory } from './sim-directory.ts';

/** Writes an epoch to its temporary file; durable at once, for the caller waits for the sync. */
export function writeTemporary(directory: SimDirectory, name: keyof Epochs, epoch: number): void {
  const file = directory.create(EPOCH_FILES[name] + EPOCH_TEMPORARY);
  file.append(new TextEncoder().encode(String(epoch)));
  file.sync();
  directory.sync();
}

export function renameTemporary(directory: SimDirectory, name: keyof Epochs): void {
  directory.rename(EPOCH_FILES[name] + EPOCH_TEMPORARY, EPOCH_FILES[name]);
}

/** The epochs of a member at its start, by the rules of `settledEpochs`. Throws LogError for contradictions. */
export function settleEpochs(directory: SimDirectory, lastZxid: Zxid): Epochs {
  try {
    return settle(directory, lastZxid);
  } catch (error) {
    if (!(error instanceof EpochError)) throw error;
    throw new LogError('order', EPOCH_FILES[error.file], 0, error.reason);
  }
}

function settle(directory: SimDirectory, lastZxid: Zxid): Epochs {
  const texts = {
    current: textOf(directory, EPOCH_FILES.current),
    accepted: textOf(directory, EPOCH_FILES.accepted),
    claimed: textOf(directory, EPOCH_FILES.current + EPOCH_TEMPORARY),
  };
  const { epochs, store } = settledEpochs(texts, lastZxid);
  for (const name of store) {
    writeTemporary(directory, name, epochs[name]);
    renameTemporary(directory, name);
    directory.sync();
  }
  for (const name of Object.values(EPOCH_FILES)) {
    if (directory.find(name + EPOCH_TEMPORARY) !== undefined) directory.remove(name + EPOCH_TEMPORARY);
  }
  directory.sync();
  return epochs;
}

function textOf(directory: SimDirectory, name: string): string | null {
  const file = directory.find(name);
  return file === undefined ? null : new TextDecoder().decode(file.contents());
}
