import fs from 'node:fs';
import path from 'node:path';
import { zxidOfLog, zxidOfSnapshot } from '@vivarium/engine';
import { DirectoryLock, LOCK_NAME } from './directory-lock.ts';
import { NEXT_LOG_NAME } from './log-file.ts';
import { SNAPSHOT_TEMPORARY_PREFIX } from './snapshot-store.ts';
import { diskCause, StorageError } from './storage-error.ts';

/** The folder of Apache's file format inside dataDir and dataLogDir. */
export const VERSION_FOLDER = 'version-2';
/** A server that cannot write this much is better not started. */
const FREE_BYTES_MIN = 1024 * 1024;

/** The two version-2 folders; the same one unless dataLogDir is set. */
export interface StorageFolders {
  readonly snapshotDirectory: string;
  readonly logDirectory: string;
}

/** Folders that hold a member's files, locked for it. */
export interface DataDirectory extends StorageFolders {
  release(): Promise<void>;
}

export function storageFolders(dataDir: string, dataLogDir: string): StorageFolders {
  return {
    snapshotDirectory: path.join(dataDir, VERSION_FOLDER),
    logDirectory: path.join(dataLogDir, VERSION_FOLDER),
  };
}

/**
 * Checks dataDir and dataLogDir, makes their folders when there are none, and locks them. Throws StorageError, with
 * nothing written, when one of them is not a data directory, cannot be written, is full, or is in use.
 */
export async function openDataDirectory(dataDir: string, dataLogDir: string): Promise<DataDirectory> {
  const folders = storageFolders(dataDir, dataLogDir);
  const { snapshotDirectory, logDirectory } = folders;
  const isShared = path.resolve(dataDir) === path.resolve(dataLogDir);
  for (const directory of isShared ? [dataDir] : [dataDir, dataLogDir]) check(directory);
  if (!isShared) checkSeparation(folders);
  const locks: DirectoryLock[] = [];
  const release = async (): Promise<void> => {
    for (const lock of locks.splice(0)) await lock.release();
  };
  try {
    for (const directory of isShared ? [snapshotDirectory] : [snapshotDirectory, logDirectory]) {
      makeFolder(directory);
      locks.push(await DirectoryLock.acquire(directory));
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { snapshotDirectory, logDirectory, release };
}

function makeFolder(directory: string): void {
  try {
    fs.mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new StorageError(diskCause('make the directory', directory, error));
  }
}

function listOf(directory: string): string[] | null {
  try {
    return fs.readdirSync(directory);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return null;
    if (code === 'ENOTDIR')
      throw new StorageError(`${directory} is a file, not a directory: name another directory`);
    throw new StorageError(diskCause('read the directory', directory, error));
  }
}

function check(directory: string): void {
  const names = listOf(directory);
  const folder = path.join(directory, VERSION_FOLDER);
  const inside = names === null ? null : listOf(folder);
  if (names !== null && inside === null && names.length > 0 && !names.some(isBesideData)) {
    throw notOurs(directory, names);
  }
  if (inside !== null && inside.length > 0 && !inside.some(isData)) throw notOurs(folder, inside);
  checkWritable(inside === null ? nearestExisting(directory) : folder);
}

function notOurs(directory: string, names: readonly string[]): StorageError {
  const some = names.slice(0, 3).join(', ');
  return new StorageError(
    `${directory} is not a data directory of ZooKeeper: it holds ${some}${names.length > 3 ? ', …' : ''} ` +
      'and nothing that a server keeps; name an empty directory or the right one',
  );
}

/** Names that stand next to version-2 where a server lives, or in a folder made for one. */
function isBesideData(name: string): boolean {
  if (name.startsWith('.') || name.startsWith('vivarium')) return true;
  if (['myid', 'initialize', 'lost+found', 'logs', 'log', 'conf', 'data'].includes(name)) return true;
  return /^(zookeeper|zoo)/.test(name) || /\.(cfg|pid|out|log|properties|xml|dynamic.*)$/.test(name);
}

function isData(name: string): boolean {
  if (zxidOfLog(name) !== null || zxidOfSnapshot(name) !== null) return true;
  if (/^(accepted|current)Epoch(\.tmp)?$/.test(name) || name.startsWith('.')) return true;
  return isOurTemporary(name) || name.startsWith(LOCK_NAME);
}

/** Files that an interrupted write of ours left and that mean nothing. */
export function isOurTemporary(name: string): boolean {
  return name === NEXT_LOG_NAME || name.startsWith(SNAPSHOT_TEMPORARY_PREFIX);
}

function nearestExisting(directory: string): string {
  let at = path.resolve(directory);
  while (!fs.existsSync(at) && path.dirname(at) !== at) at = path.dirname(at);
  return at;
}

function checkWritable(directory: string): void {
  try {
    fs.accessSync(directory, fs.constants.W_OK | fs.constants.X_OK);
    const { bavail, bsize } = fs.statfsSync(directory);
    if (bavail * bsize < FREE_BYTES_MIN) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  } catch (error) {
    throw new StorageError(diskCause('write to the directory', directory, error));
  }
}

/** With two directories, files of one kind in the folder of the other mean that the configuration changed. */
function checkSeparation({ snapshotDirectory, logDirectory }: StorageFolders): void {
  const snapshot = listOf(logDirectory)?.find((name) => zxidOfSnapshot(name) !== null);
  if (snapshot !== undefined) {
    throw new StorageError(
      `${logDirectory} holds snapshots (${snapshot}): check dataDir and dataLogDir in the configuration`,
    );
  }
  const log = listOf(snapshotDirectory)?.find((name) => zxidOfLog(name) !== null);
  if (log !== undefined) {
    throw new StorageError(
      `${snapshotDirectory} holds transaction logs (${log}): move them to ${logDirectory}, or remove dataLogDir`,
    );
  }
}
