/** Why a data directory cannot be used; the message says what, where and what to do. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device: free some space and start again',
  EDQUOT: 'the disk quota is used up: free some space and start again',
  EROFS: 'the file system is read-only: mount it writable or name another directory',
  EACCES: 'permission is denied: give this user write access or name another directory',
  EPERM: 'the operation is not permitted: give this user write access or name another directory',
  EIO: 'the disk reports an error: check the device before starting again',
  EMFILE: 'too many files are open: raise the limit (ulimit -n) and start again',
};

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | null)?.code ?? '';
}

/** A failed system call in words: what was tried, on which file, why it failed and what helps. */
export function diskCause(what: string, path: string, error: unknown): string {
  const code = codeOf(error);
  const meaning = MEANINGS[code] ?? (error instanceof Error ? error.message : String(error));
  return `cannot ${what} ${path}: ${meaning}${code === '' ? '' : ` (${code})`}`;
}
