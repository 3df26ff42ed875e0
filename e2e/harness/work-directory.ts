import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let base: string | undefined;
let serial = 0;

/** A fresh directory under this process's own temporary directory; `label` is only for the reader. */
export function freshDirectory(label: string): string {
  base ??= mkdtempSync(join(tmpdir(), 'vivarium-e2e-'));
  serial += 1;
  const directory = join(base, `${String(serial).padStart(3, '0')}-${label}`);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Removes everything that `freshDirectory` gave out; called when nothing failed, as the logs are in there. */
export function removeWorkDirectories(): void {
  if (base !== undefined) rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  base = undefined;
}

/** Where the logs and data of this run are, when there are any. */
export function workDirectory(): string | undefined {
  return base;
}
