import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Files that git knows or would add, as paths from the root. */
export const files: readonly string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));

export function text(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

export const isCode = (file: string): boolean => /\.(ts|tsx|mjs)$/.test(file);
export const isTest = (file: string): boolean => /(^|\/)test\//.test(file) || file.startsWith('e2e/');
/** TypeScript that ships: neither tests nor scripts. */
export const sources: readonly string[] = files.filter((file) => /\.(ts|tsx)$/.test(file) && !isTest(file));

/** Module specifiers of a file's imports and re-exports. */
export function importsOf(file: string): string[] {
  const pattern = /(?:from|import)\s*\(?\s*'([^']+)'/g;
  return [...text(file).matchAll(pattern)].map((match) => match[1] as string);
}
