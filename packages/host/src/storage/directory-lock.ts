import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { codeOf, diskCause, StorageError } from './storage-error.ts';

export const LOCK_NAME = 'vivarium.lock';
/** sun_path holds 108 bytes on Linux, 104 elsewhere, with the zero at its end. */
const SOCKET_PATH_BYTES_MAX = 103;

/**
 * A name of `file` in `directory` that fits a socket address. A long path goes by way of the open directory: the
 * kernel resolves /proc/self/fd like any other path, and it stays short.
 */
function socketPath(directory: string, directoryFd: number, file: string): string {
  const direct = path.join(directory, file);
  if (Buffer.byteLength(direct) <= SOCKET_PATH_BYTES_MAX) return direct;
  if (process.platform === 'linux') return `/proc/self/fd/${directoryFd}/${file}`;
  const relative = path.relative(process.cwd(), direct);
  if (Buffer.byteLength(relative) <= SOCKET_PATH_BYTES_MAX) return relative;
  throw new StorageError(`the path of ${directory} is too long for the lock in it: use a shorter one`);
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    // Whoever connects only wants to know whether someone is here.
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** True when somebody listens; false when the socket is one that a finished process left. */
function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      if (codeOf(error) === 'ECONNREFUSED' || codeOf(error) === 'ENOENT') resolve(false);
      // A full backlog: someone is there and stopped.
      else if (codeOf(error) === 'EAGAIN') resolve(true);
      else reject(error);
    });
  });
}

/**
 * Holds a directory for one member: a bound socket named `LOCK_NAME`. A file with a process id would lie after a thread
 * was terminated; a socket answers exactly as long as its owner lives, for the kernel closes it.
 */
export class DirectoryLock {
  private readonly server: Server;
  private readonly directory: string;
  private readonly inode: bigint;

  private constructor(server: Server, directory: string, inode: bigint) {
    this.server = server;
    this.directory = directory;
    this.inode = inode;
  }

  /** Throws StorageError when another one holds the directory, or nothing can be made in it. */
  static async acquire(directory: string): Promise<DirectoryLock> {
    const file = path.join(directory, LOCK_NAME);
    const directoryFd = fs.openSync(directory, 'r');
    const own = `${LOCK_NAME}.${randomBytes(6).toString('hex')}`;
    try {
      const server = await listen(socketPath(directory, directoryFd, own));
      try {
        const inode = fs.statSync(path.join(directory, own), { bigint: true }).ino;
        await take(directory, own, socketPath(directory, directoryFd, LOCK_NAME));
        return new DirectoryLock(server, directory, inode);
      } catch (error) {
        server.close();
        throw error;
      } finally {
        fs.rmSync(path.join(directory, own), { force: true });
      }
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw new StorageError(diskCause('make the lock', file, error));
    } finally {
      fs.closeSync(directoryFd);
    }
  }

  async release(): Promise<void> {
    const file = path.join(this.directory, LOCK_NAME);
    const found = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
    if (found?.ino === this.inode) fs.rmSync(file, { force: true });
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

/**
 * Gives the bound socket the lock's name.
 *
 * 1. Linking fails when the name exists, so of two starters one wins.
 * 2. A name whose socket answers is held.
 * 3. A name that a finished process left is moved aside first. Should another starter have replaced it in between,
 *    what was moved is not what was probed: it is put back, and the lock is held.
 */
async function take(directory: string, own: string, lockAddress: string): Promise<void> {
  const file = path.join(directory, LOCK_NAME);
  while (!linked(path.join(directory, own), file)) {
    const probed = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
    if (probed === undefined) continue;
    if (await isAlive(lockAddress)) throw heldError(directory);
    const aside = path.join(directory, `${own}.stale`);
    if (!moved(file, aside)) continue;
    if (fs.statSync(aside, { bigint: true }).ino !== probed.ino) {
      linked(aside, file);
      fs.rmSync(aside, { force: true });
      throw heldError(directory);
    }
    fs.rmSync(aside, { force: true });
  }
}

function linked(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function moved(from: string, to: string): boolean {
  try {
    fs.renameSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function heldError(directory: string): StorageError {
  return new StorageError(
    `${directory} is in use by another running server: stop that one, or name another directory`,
  );
}
