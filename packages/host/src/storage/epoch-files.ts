import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Epochs } from '@vivarium/engine';
import { epochOf, hex64, type Zxid } from '@vivarium/jute';
import { codeOf, diskCause, StorageError } from './storage-error.ts';
import { syncDirectory } from './sync-directory.ts';

type EpochName = keyof Epochs;

const NAMES: Readonly<Record<EpochName, string>> = { accepted: 'acceptedEpoch', current: 'currentEpoch' };
const TEMPORARY = '.tmp';

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
      await rename(this.temporary(name), path.join(this.directory, NAMES[name]));
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
    return path.join(this.directory, NAMES[name] + TEMPORARY);
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

/**
 * The epochs of a member at its start; files that are missing in a directory without any are made.
 * Source of the rules: Apache's QuorumPeer.loadDataBase. Throws StorageError for files that contradict each other.
 */
export async function settleEpochs(directory: string, lastZxid: Zxid): Promise<Epochs> {
  const currentFile = path.join(directory, NAMES.current);
  const acceptedFile = path.join(directory, NAMES.accepted);
  const found = await readEpoch(currentFile);
  const foundAccepted = await readEpoch(acceptedFile);
  const claimed = await readEpoch(currentFile + TEMPORARY);
  const ofZxid = epochOf(lastZxid);
  const files = new EpochFiles(directory, found ?? 0);
  let current = found ?? ofZxid;
  if (ofZxid > current) {
    if (claimed === null || claimed < ofZxid) {
      throw new StorageError(
        `${currentFile} says epoch ${current}, but the last transaction ${hex64(lastZxid)} is of a later one: ` +
          'the files of two members were mixed, or the file was put back from a copy',
      );
    }
    current = ofZxid;
  }
  if (foundAccepted === null && found !== null) {
    throw new StorageError(
      `${acceptedFile} is missing beside currentEpoch: put it back, or start this member with an empty directory`,
    );
  }
  const accepted = foundAccepted ?? current;
  if (accepted < current) {
    throw new StorageError(`${acceptedFile} says epoch ${accepted}, but the member is in epoch ${current}`);
  }
  if (foundAccepted === null) await files.store('accepted', accepted);
  if (current !== found) await files.store('current', current);
  for (const file of [currentFile, acceptedFile]) await rm(file + TEMPORARY, { force: true });
  return { accepted, current };
}

/** Null when there is no such file. */
async function readEpoch(file: string): Promise<number | null> {
  let text: string;
  try {
    text = await readFile(file, 'latin1');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new StorageError(diskCause('read', file, error));
  }
  const epoch = Number(text.trim());
  if (!/^[0-9]{1,10}$/.test(text.trim()) || epoch > 0x7fff_ffff) {
    // A temporary file that a crash left half written says nothing.
    if (file.endsWith(TEMPORARY)) return null;
    throw new StorageError(`${file} holds ${JSON.stringify(text.slice(0, 40))}, which is not an epoch`);
  }
  return epoch;
}
