import { LogError, SnapshotError } from '@vivarium/engine';
import { ConfigError } from '../config/config-error.ts';
import { StorageError } from '../storage/storage-error.ts';

/** A server that cannot start, for a reason outside the program. The message is one sentence for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * The sentence for the operator when the reason lies outside the program: a configuration, a file, a port; null
 * when the program is at fault.
 */
export function operatorMessage(error: unknown): string | null {
  const known = [ConfigError, StartError, StorageError, LogError, SnapshotError];
  if (!(error instanceof Error)) return null;
  if (known.some((kind) => error instanceof kind)) return error.message;
  const { code, path, syscall, port } = error as NodeJS.ErrnoException & { readonly port?: number };
  if (syscall === 'listen' && port !== undefined) return portError(null, null, port, error).message;
  return path === undefined || syscall === undefined ? null : `cannot ${syscall} ${path}: ${code}`;
}

const MEANINGS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use: stop the server that has it, or choose another',
  EACCES: 'this user may not use it: choose one above 1023',
  EADDRNOTAVAIL: 'this machine has no such address: correct it',
  ENOTFOUND: 'its address is not known: correct it',
};

/** A port that could not be opened, in words; `key` is what asked for it. */
export function portError(key: string | null, host: string | null, port: number, error: unknown): StartError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const meaning = MEANINGS[code] ?? String(error);
  const where = host === null ? `port ${port}` : `port ${port} on ${host}`;
  const asked = key === null ? '' : ` (${key})`;
  return new StartError(`cannot open ${where}${asked}: ${meaning}`, { cause: error });
}
